#include "scim/patch.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/overloaded.h"
#include "scim/error.h"
#include "support/places.h"

namespace bridge::scim {
namespace {

// tests/data/scim/patch/*.json: each case patches `before` and expects `after` or `error`. So that they stay
// short, a user's userName (or a group's displayName) and `schemas` are only written where they matter.
struct Case {
  std::string name;
  Json data;
  ResourceType type = ResourceType::user;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& file : std::filesystem::directory_iterator(testing::test_data("scim/patch"))) {
    std::ostringstream text;
    text << std::ifstream(file.path()).rdbuf();
    const auto list = parse_json(text.str());
    if (!list) throw std::runtime_error(file.path().string() + ": " + list.error().message);
    const bool groups = file.path().stem() == "groups";
    for (const Json& each : *list) {
      const bool group = groups || each.value("type", "User") == "Group";
      all.push_back({each["name"], each, group ? ResourceType::group : ResourceType::user});
    }
  }
  return all;
}

Json completed(ResourceType type, const Json& body) {
  Json full = type == ResourceType::user ? Json{{"userName", "jo"}} : Json{{"displayName", "eng"}};
  full.update(body);
  return full;
}

Json listed(const std::vector<Member>& members) {
  Json list = Json::array();
  for (const Member& member : members) {
    EXPECT_EQ(member.pushed["value"], member.value);
    list.push_back(member.pushed);
  }
  return list;
}

Json listed(const MemberEdits& edits) {
  Json list = Json::array();
  for (const MemberEdit& edit : edits)
    list.push_back(std::visit(overloaded{
                                  [](const AddMembers& e) {
                                    return Json{{"add", listed(e.members)}};
                                  },
                                  [](const RemoveMembers& e) {
                                    return Json{{"remove", e.values}};
                                  },
                                  [](const RemoveMembersWhere& e) {
                                    return Json{{"remove where", to_text(*e.inner)}};
                                  },
                                  [](const ReplaceMembers& e) {
                                    return Json{{"replace", listed(e.members)}};
                                  },
                              },
                              edit));
  return list;
}

Json listed(const std::vector<Refused>& refused) {
  Json list = Json::object();
  for (const auto& [path, why] : refused) list[path] = why;
  return list;
}

Result<Patched> patch(const Case& c) {
  TRY_AS(before, normalise(c.type, completed(c.type, c.data.value("before", Json::object()))));
  TRY_AS(operations,
         parse_patch(c.type, Json{{"Operations", c.data["operations"]}, {"schemas", Json::array()}}));
  return apply_patch(c.type, before.body, operations);
}

class PatchCase : public ::testing::TestWithParam<Case> {};

TEST_P(PatchCase, EndsAsWritten) {
  const Json& data = GetParam().data;
  auto patched = patch(GetParam());
  if (data.contains("error")) {
    ASSERT_FALSE(patched) << patched->body;
    EXPECT_EQ(patched.error().code, Error::Code::invalid_input);
    EXPECT_EQ(patched.error().keyword, data["error"]["scimType"].get<std::string>());
    EXPECT_EQ(patched.error().message, data["error"]["detail"].get<std::string>());
    return;
  }
  ASSERT_TRUE(patched) << patched.error().message;
  Json after = completed(GetParam().type, data["after"]);
  if (!after.contains("schemas")) after["schemas"] = patched->body["schemas"];
  EXPECT_EQ(patched->body, after);
  EXPECT_EQ(listed(patched->members), data.value("members", Json::array()));
  EXPECT_EQ(listed(patched->refused), data.value("refused", Json::object()));
  EXPECT_EQ(patched->password ? patched->password->reveal() : "", data.value("password", ""));
}

TEST_P(PatchCase, LeavesTheNormalForm) {
  auto patched = patch(GetParam());
  if (!patched) return;
  auto again = normalise(GetParam().type, patched->body);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->body, patched->body);
  EXPECT_FALSE(again->members);
  EXPECT_FALSE(again->password);
}

INSTANTIATE_TEST_SUITE_P(Catalogue, PatchCase, ::testing::ValuesIn(cases()));

TEST(ParsePatch, TakesAMessageWithoutOperationsAsEmpty) {
  for (const char* text :
       {R"({})", R"({"Operations":null})", R"({"operations":[]})", R"({"schemas":["x"]})"}) {
    const auto operations = parse_patch(ResourceType::user, *parse_json(text));
    ASSERT_TRUE(operations) << text;
    EXPECT_TRUE(operations->empty()) << text;
  }
}

TEST(ParsePatch, RefusesAMessageThatIsNoObject) {
  const auto operations = parse_patch(ResourceType::user, Json::array());
  ASSERT_FALSE(operations);
  EXPECT_EQ(operations.error(), invalid_input("a PATCH message must be a JSON object", kInvalidSyntax));
}

TEST(ParsePatch, BoundsTheNumberOfOperations) {
  const Json one = {{"op", "add"}, {"path", "title"}, {"value", "x"}};
  EXPECT_TRUE(parse_patch(ResourceType::user, {{"Operations", Json::array_t(1000, one)}}));
  const auto many = parse_patch(ResourceType::user, {{"Operations", Json::array_t(1001, one)}});
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error(), invalid_input("more than 1000 operations in one PATCH", kTooMany));
}

TEST(ParsePatch, TellsANullFromNothing) {
  const auto operations = parse_patch(
      ResourceType::user,
      *parse_json(
          R"({"Operations":[{"op":"remove","path":"title","value":null},{"op":"remove","path":"title"}]})"));
  ASSERT_TRUE(operations);
  EXPECT_TRUE((*operations)[0].value);
  EXPECT_FALSE((*operations)[1].value);
}

TEST(ParsePatch, TakesAPathApart) {
  const auto operations = parse_patch(
      ResourceType::user,
      *parse_json(R"({"Operations":[{"op":"Add","path":"Emails[Type eq \"work\"].Value","value":"x"}]})"));
  ASSERT_TRUE(operations);
  const auto* path = std::get_if<ValuePathTarget>(&(*operations)[0].target);
  ASSERT_NE(path, nullptr);
  EXPECT_EQ(path->attribute, (AttributePath{"", "emails", ""}));
  EXPECT_EQ(to_text(*path->filter), "type eq \"work\"");
  EXPECT_EQ(path->sub, "value");
}

}  // namespace
}  // namespace bridge::scim
