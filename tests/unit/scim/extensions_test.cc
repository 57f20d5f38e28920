#include "scim/extensions.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scim/discovery.h"
#include "scim/error.h"
#include "scim/filter.h"
#include "scim/immutable.h"
#include "scim/listing.h"
#include "scim/patch.h"
#include "scim/resource.h"
#include "scim/sort.h"

namespace bridge::scim {
namespace {

constexpr auto kUser = ResourceType::user;
const std::string kUrn = "urn:acme:params:scim:schemas:extension:Acme:2.0:User";

Extension acme() {
  return {kUser,
          {.urn = kUrn,
           .name = "Acme",
           .description = "What Acme knows of its people.",
           .attributes = {{.name = "badge", .case_exact = true},
                          {.name = "floor", .type = Attribute::Type::integer},
                          {.name = "guest", .type = Attribute::Type::boolean, .required = true},
                          {.name = "keys", .multi_valued = true},
                          {.name = "hint", .returned = Attribute::Returned::on_request},
                          {.name = "pin", .returned = Attribute::Returned::never},
                          {.name = "serial", .mutability = Attribute::Mutability::immutable}}}};
}

class Extensions : public ::testing::Test {
 protected:
  void SetUp() override { declare_extensions({acme()}); }
  void TearDown() override { declare_extensions({}); }

  Json user(const Json& extension) {
    const auto content = normalise(kUser, {{"userName", "a"}, {kUrn, extension}});
    return content ? content->body : Json(content.error().message);
  }
  Json projected(const std::string& attributes) {
    Request request;
    if (!attributes.empty()) request.query = {{"attributes", attributes}};
    Json shown = {{"id", "1"}, {kUrn, {{"badge", "B"}, {"hint", "H"}, {"pin", "P"}}}};
    project(kUser, *parse_projection(kUser, request), shown);
    return shown;
  }
};

TEST_F(Extensions, AreKnownWithoutCaseAndGoAwayAgain) {
  EXPECT_NE(find_schema(kUser, "URN:ACME:params:scim:schemas:extension:Acme:2.0:user"), nullptr);
  EXPECT_EQ(find_schema(ResourceType::group, kUrn), nullptr);
  const Schema* before = find_schema(kUser, kUrn);
  declare_extensions({});
  EXPECT_EQ(find_schema(kUser, kUrn), nullptr);
  EXPECT_EQ(before->name, "Acme");  // What was given out stays valid.
}

TEST_F(Extensions, AreNormalisedAndValidated) {
  EXPECT_EQ(user({{"BADGE", "B1"}, {"guest", "False"}, {"keys", "k"}})[kUrn],
            Json({{"badge", "B1"}, {"guest", false}, {"keys", {"k"}}}));
  EXPECT_EQ(user({{"guest", true}, {"floor", "high"}}), "attribute 'floor' must be a number, not string");
  EXPECT_EQ(user({{"badge", "B1"}}), "attribute '" + kUrn + ":guest' is required");
  EXPECT_FALSE(user(Json::object()).contains(kUrn));
}

TEST_F(Extensions, AreFilteredAndSortedByTheirTypes) {
  const Json shown = {{kUrn, {{"badge", "B1"}, {"floor", 10}, {"keys", {"x", "y"}}}}};
  const auto holds = [&](const std::string& filter) {
    return matches(kUser, **parse_filter(kUser, filter), shown);
  };
  EXPECT_TRUE(holds(kUrn + ":badge eq \"B1\""));
  EXPECT_FALSE(holds(kUrn + ":badge eq \"b1\""));
  EXPECT_TRUE(holds(kUrn + ":floor gt 9"));
  EXPECT_TRUE(holds(kUrn + ":keys eq \"Y\""));
  EXPECT_EQ(sort_key(kUser, *parse_sort_path(kUser, kUrn + ":floor"), shown), SortKey::of(10));
}

TEST_F(Extensions, AppearInDiscovery) {
  const Json shown = *schema(kUrn, "https://x");
  EXPECT_EQ(shown["attributes"].size(), 6u);  // Without what is never returned.
  EXPECT_EQ((*resource_type("User", "https://x"))["schemaExtensions"][1]["schema"], kUrn);
}

TEST_F(Extensions, ShowEachAttributeWhenItsRuleSaysSo) {
  EXPECT_EQ(projected("")[kUrn], Json({{"badge", "B"}}));
  EXPECT_EQ(projected(kUrn + ":hint")[kUrn], Json({{"hint", "H"}}));
  EXPECT_FALSE(projected(kUrn + ":pin").contains(kUrn));
  EXPECT_EQ(projected("id," + kUrn)[kUrn], Json({{"badge", "B"}, {"hint", "H"}}));
}

TEST_F(Extensions, KeepTheValueOfAnImmutableAttribute) {
  const Json before = {{"schemas", {"urn:ietf:params:scim:schemas:core:2.0:User", kUrn}},
                       {"userName", "a"},
                       {kUrn, {{"guest", true}, {"serial", "S1"}}}};
  const auto patched = [&](const Json& operation) {
    const auto operations = parse_patch(kUser, {{"Operations", {operation}}});
    const auto made = apply_patch(kUser, before, *operations);
    return made ? made->body : Json(made.error().keyword);
  };
  const std::string path = kUrn + ":serial";
  EXPECT_EQ(patched({{"op", "remove"}, {"path", path}}), kMutability);
  EXPECT_EQ(patched({{"op", "replace"}, {"path", path}, {"value", nullptr}}), kMutability);
  EXPECT_EQ(patched({{"op", "replace"}, {"path", path}, {"value", ""}}), kMutability);
  EXPECT_EQ(patched({{"op", "replace"}, {"path", path}, {"value", "S1"}}), before);

  Json without = before, other = before;
  without[kUrn].erase("serial");
  ASSERT_TRUE(keep_immutable(kUser, before, without));
  EXPECT_EQ(without, before);
  other[kUrn]["serial"] = "S2";
  EXPECT_EQ(keep_immutable(kUser, before, other).error().keyword, kMutability);
}

TEST_F(Extensions, MayTakeAnImmutableAttributeThatHasNoValue) {
  const auto operations =
      parse_patch(kUser, {{"Operations", {{{"op", "remove"}, {"path", kUrn + ":serial"}}}}});
  const Json before = {{"userName", "a"}};
  const auto made = apply_patch(kUser, before, *operations);
  EXPECT_TRUE(made) << made.error().message;
}

TEST_F(Extensions, NameWhatNoSchemaKnows) {
  EXPECT_EQ(
      unknown_names(kUser, {{"schemas", {"x"}},
                            {"userName", "a"},
                            {"shoe", 1},
                            {"emails", {{{"value", "v"}, {"note", 1}}, {{"note", 2}}}},
                            {"name", {{"givenName", "g"}, {"nick", "n"}}},
                            {kUrn, {{"badge", "b"}, {"odd", 1}}},
                            {"urn:other:2.0:User", {{"a", 1}}}}),
      (std::vector<std::string>{"emails.note", "name.nick", "shoe", kUrn + ":odd", "urn:other:2.0:User"}));
}

TEST_F(Extensions, KnowWhichNamesAreDeclaredByNow) {
  for (const std::string& name : {kUrn, kUrn + ":badge", std::string("nickName"), std::string("emails.type")})
    EXPECT_TRUE(is_declared(name)) << name;
  for (const std::string& name :
       {kUrn + ":odd", std::string("shoe"), std::string("emails.note"), std::string("urn:x:y")})
    EXPECT_FALSE(is_declared(name)) << name;
}

}  // namespace
}  // namespace bridge::scim
