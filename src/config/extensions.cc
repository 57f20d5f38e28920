#include "config/extensions.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "config/each_table.h"

namespace bridge::config {
namespace {

using scim::Attribute;
using scim::ResourceType;

bool is_name(const std::string& text) {
  const auto fits = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  };
  return !text.empty() && std::isalpha(static_cast<unsigned char>(text[0])) &&
         std::all_of(text.begin(), text.end(), fits);
}

void read_name(Section& section, std::vector<std::string>& taken, std::string& name) {
  section.require("name", R"(name = "badgeNumber")");
  section.read("name", name);
  if (!section.has("name")) return;
  if (!is_name(name))
    return section.fault("name", fmt::format("'{}' is no attribute name; write a letter and then letters, "
                                             "digits, '-' or '_'",
                                             name));
  const bool twice = std::any_of(taken.begin(), taken.end(), [&](const std::string& other) {
    return equals_ignoring_ascii_case(other, name);
  });
  if (twice) section.fault("name", fmt::format("'{}' is declared twice", name));
  taken.push_back(name);
}

std::vector<Attribute> read_attributes(Section& section, const char* key, bool may_be_complex);

Attribute read_attribute(Section section, std::vector<std::string>& taken, bool may_be_complex) {
  Attribute attribute;
  read_name(section, taken, attribute.name);
  section.read("type", attribute.type,
               {{"string", Attribute::Type::string},
                {"boolean", Attribute::Type::boolean},
                {"decimal", Attribute::Type::decimal},
                {"integer", Attribute::Type::integer},
                {"dateTime", Attribute::Type::date_time},
                {"reference", Attribute::Type::reference},
                {"binary", Attribute::Type::binary},
                {"complex", Attribute::Type::complex}});
  section.read("multi_valued", attribute.multi_valued);
  section.read("case_exact", attribute.case_exact);
  section.read("required", attribute.required);
  section.read("description", attribute.description);
  section.read("canonical_values", attribute.canonical_values);
  section.read("reference_types", attribute.reference_types);
  section.read("returned", attribute.returned,
               {{"default", Attribute::Returned::by_default},
                {"request", Attribute::Returned::on_request},
                {"never", Attribute::Returned::never}});
  const bool complex = attribute.type == Attribute::Type::complex;
  if (complex && !may_be_complex)
    section.fault("type", "a part of a complex attribute cannot be complex itself");
  if (may_be_complex) attribute.sub_attributes = read_attributes(section, "sub_attributes", false);
  if (complex && may_be_complex && attribute.sub_attributes.empty())
    section.fault("type", "a complex attribute needs parts; write sub_attributes = [{ name = \"value\" }]");
  if (!complex && !attribute.sub_attributes.empty())
    section.fault("sub_attributes", "only a complex attribute has parts; write type = \"complex\"");
  section.finish();
  return attribute;
}

std::vector<Attribute> read_attributes(Section& section, const char* key, bool may_be_complex) {
  std::vector<Attribute> attributes;
  std::vector<std::string> taken;
  each_table(section, key, "a list such as [{ name = \"badgeNumber\" }]", [&](Section each) {
    attributes.push_back(read_attribute(std::move(each), taken, may_be_complex));
  });
  return attributes;
}

void check_urn(Section& section, const scim::Extension& extension,
               const std::vector<scim::Extension>& others) {
  const std::string& urn = extension.schema.urn;
  if (!section.has("urn")) return;
  const bool odd = std::any_of(urn.begin(), urn.end(), [](char c) {
    return c <= ' ' || c >= 0x7f || std::string_view("\"'()[]{}<>\\,").find(c) != std::string_view::npos;
  });
  if (odd || urn.size() < 8 || !equals_ignoring_ascii_case(urn.substr(0, 4), "urn:"))
    return section.fault("urn", fmt::format("'{}' is no URN; write for example "
                                            "\"urn:ietf:params:scim:schemas:extension:acme:2.0:User\"",
                                            urn));
  for (const std::string_view known : {scim::kUserUrn, scim::kGroupUrn, scim::kEnterpriseUserUrn})
    if (equals_ignoring_ascii_case(known, urn))
      return section.fault("urn", fmt::format("'{}' is built in", urn));
  for (const scim::Extension& other : others)
    if (equals_ignoring_ascii_case(other.schema.urn, urn))
      return section.fault("urn", fmt::format("'{}' is declared twice", urn));
}

scim::Extension read_extension(Section section, const std::vector<scim::Extension>& others) {
  scim::Extension extension;
  section.require("urn", R"(urn = "urn:ietf:params:scim:schemas:extension:acme:2.0:User")");
  section.read("urn", extension.schema.urn);
  section.read("resource", extension.type, {{"User", ResourceType::user}, {"Group", ResourceType::group}});
  extension.schema.name = extension.schema.urn;
  section.read("name", extension.schema.name);
  section.read("description", extension.schema.description);
  section.require("attributes", R"(attributes = [{ name = "badgeNumber" }])");
  extension.schema.attributes = read_attributes(section, "attributes", true);
  section.finish();
  check_urn(section, extension, others);
  return extension;
}

}  // namespace

void read_extensions(Section& scim, std::vector<scim::Extension>& into) {
  each_table(scim, "schemas", "written as [[scim.schemas]]",
             [&](Section each) { into.push_back(read_extension(std::move(each), into)); });
}

}  // namespace bridge::config
