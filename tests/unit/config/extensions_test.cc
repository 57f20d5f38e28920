#include "config/extensions.h"

#include <gtest/gtest.h>

namespace bridge::config {
namespace {

std::vector<scim::Extension> read(const std::string& text) {
  const auto document = parse_document(text, "config.toml");
  EXPECT_TRUE(document);
  Faults faults;
  Section root(*document, faults);
  Section scim = root.section("scim");
  std::vector<scim::Extension> extensions;
  read_extensions(scim, extensions);
  EXPECT_TRUE(faults.empty()) << faults.to_error().message;
  return extensions;
}

TEST(ConfiguredExtensions, HoldWhatTheFileSays) {
  const auto extensions = read(R"(
    [[scim.schemas]]
    urn = "urn:acme:2.0:Group"
    resource = "Group"
    name = "Acme"
    description = "d"
    [[scim.schemas.attributes]]
    name = "badge"
    type = "complex"
    multi_valued = true
    required = true
    description = "a"
    sub_attributes = [{ name = "value", case_exact = true, canonical_values = ["x"] }, { name = "when", type = "dateTime" }]
    [[scim.schemas]]
    urn = "urn:acme:2.0:User"
    attributes = [{ name = "floor", type = "integer", returned = "request" }]
  )");
  ASSERT_EQ(extensions.size(), 2u);
  EXPECT_EQ(extensions[0].type, scim::ResourceType::group);
  EXPECT_EQ(extensions[0].schema.urn, "urn:acme:2.0:Group");
  EXPECT_EQ(extensions[0].schema.name, "Acme");
  const scim::Attribute& badge = extensions[0].schema.attributes.at(0);
  EXPECT_TRUE(badge.multi_valued && badge.required);
  EXPECT_EQ(badge.type, scim::Attribute::Type::complex);
  EXPECT_TRUE(badge.sub("value")->case_exact);
  EXPECT_EQ(badge.sub("value")->canonical_values, std::vector<std::string>{"x"});
  EXPECT_EQ(badge.sub("when")->type, scim::Attribute::Type::date_time);
  EXPECT_EQ(extensions[1].type, scim::ResourceType::user);
  EXPECT_EQ(extensions[1].schema.name, "urn:acme:2.0:User");
  EXPECT_EQ(extensions[1].schema.attributes.at(0).returned, scim::Attribute::Returned::on_request);
}

}  // namespace
}  // namespace bridge::config
