#include "sync/presentation.h"

#include <gtest/gtest.h>

#include <set>

#include "sync/pieces.h"
#include "unit/sync/service.h"

namespace bridge::sync {
namespace {

using bridge::testing::Engine;
using bridge::testing::TestService;
using nlohmann::json;

std::string mapping_that(const std::string& treats_nested_groups) {
  std::string text = Engine::kMapping;
  const std::string groups = "[groups]\n";
  return text.insert(text.find(groups) + groups.size(), "nested_groups = \"" + treats_nested_groups + "\"\n");
}

// What a person in the group "inner", which is in "outer", is shown to be in: {"inner": "direct", …}.
json groups_of_nested(const std::string& treatment, const std::string& filter = "") {
  Engine engine(mapping_that(treatment));
  TestService service(engine);
  const auto make = [&](const char* endpoint, const json& body) {
    return TestService::json_of(service.send("POST", {endpoint}, body)).value("id", "");
  };
  const std::string anna = make("Users", {{"userName", "anna"}, {"externalId", "a"}});
  const std::string inner = make("Groups", {{"displayName", "inner"}, {"members", {{{"value", anna}}}}});
  make("Groups", {{"displayName", "outer"}, {"members", {{{"value", inner}}}}});
  const json search = filter.empty() ? json::object() : json{{"filter", filter}};
  const json found = TestService::json_of(service.send("POST", {"Users", ".search"}, search));
  json shown = json::object();
  for (const auto& user : found["Resources"])
    for (const auto& group : user.value("groups", json::array()))
      shown[group["display"].get<std::string>()] = group["type"];
  return shown;
}

// Groups of members whom nobody knows, large enough for several pieces.
class LargeGroups : public ::testing::Test {
 protected:
  static constexpr int kMembers = 2500;

  static std::string member(int number) { return "member-" + std::to_string(10'000 + number); }

  scim::Resource make(const std::string& name) {
    json members = json::array();
    for (int i = 0; i < kMembers; ++i)
      members.push_back({{"value", member(i)}, {"display", std::string(60, 'x')}});
    return *engine_.create(scim::ResourceType::group, {{"displayName", name}, {"members", members}});
  }
  scim::Response get(const scim::Resource& group) { return service_.send("GET", {"Groups", group.id.value}); }
  void change(const scim::Resource& group, const char* op, const std::string& id) {
    ASSERT_TRUE(engine_.patch(group, {{{"op", op}, {"path", "members"}, {"value", {{{"value", id}}}}}}));
  }
  static std::set<std::string> ids(const json& group) {
    std::set<std::string> found;
    for (const auto& one : group["members"]) EXPECT_TRUE(found.insert(one["value"]).second) << one;
    return found;
  }

  Engine engine_;
  TestService service_{engine_};
};

TEST_F(LargeGroups, AreToldInPiecesOfLimitedSize) {
  const auto group = make("all");
  const scim::Response response = get(group);
  EXPECT_LT(response.body.size(), 2 * kPieceBytes);
  std::string text = response.body;
  ASSERT_TRUE(response.more);
  for (bool last = false; !last;) {
    const auto piece = response.more();
    ASSERT_TRUE(piece);
    EXPECT_LT(piece->text.size(), 2 * kPieceBytes);
    text += piece->text;
    last = piece->is_last;
  }
  const auto shown = scim::parse_json(text);
  ASSERT_TRUE(shown);
  EXPECT_EQ(ids(*shown).size(), static_cast<std::size_t>(kMembers));
  EXPECT_EQ(response.etag, scim::etag_of(group));
}

TEST_F(LargeGroups, ShowWhoStaysOnceHoweverOthersComeAndGoMeanwhile) {
  const auto group = make("all");
  const scim::Response response = get(group);
  change(group, "remove", member(0));             // Shown already.
  change(group, "remove", member(kMembers - 1));  // Not yet.
  change(group, "add", "a-new-one");              // Would have been shown already.
  change(group, "add", "z-new-one");              // Not yet.
  const auto shown = ids(TestService::json_of(response));
  EXPECT_EQ(shown.size(), static_cast<std::size_t>(kMembers));
  EXPECT_TRUE(shown.contains(member(0)) && shown.contains("z-new-one"));
  EXPECT_FALSE(shown.contains(member(kMembers - 1)) || shown.contains("a-new-one"));
}

TEST_F(LargeGroups, BreakOffWhenTheyAreDeletedMeanwhile) {
  const auto group = make("all");
  const scim::Response response = get(group);
  ASSERT_TRUE(engine_.provisioner.remove(group.type, group.id, engine_.requester()));
  EXPECT_FALSE(TestService::body_of(response));
}

TEST_F(LargeGroups, StandInListsWithAllTheirMembersUpToTheCountThatWasAskedFor) {
  for (const char* name : {"one", "two", "three"}) make(name);
  const json listed = TestService::json_of(service_.send("POST", {"Groups", ".search"}, {{"count", 2}}));
  EXPECT_EQ(listed["totalResults"], 3);
  EXPECT_EQ(listed["itemsPerPage"], 2);
  ASSERT_EQ(listed["Resources"].size(), 2u);
  for (const auto& group : listed["Resources"])
    EXPECT_EQ(ids(group).size(), static_cast<std::size_t>(kMembers));
}

TEST_F(LargeGroups, AreLeftOutOfAListWhenTheyAreDeletedBeforeTheirTurn) {
  make("one");
  const auto two = make("two");
  make("three");
  const scim::Response response = service_.send("GET", {"Groups"});
  ASSERT_TRUE(engine_.provisioner.remove(two.type, two.id, engine_.requester()));
  const json listed = TestService::json_of(response);
  EXPECT_EQ(listed["itemsPerPage"], 2);
  ASSERT_EQ(listed["Resources"].size(), 2u);
  EXPECT_EQ(listed["Resources"][1]["displayName"], "three");
}

TEST_F(LargeGroups, AreSmallWithoutTheirMembers) {
  make("all");
  const scim::Response response =
      service_.send("POST", {"Groups", ".search"}, {{"excludedAttributes", {"members"}}});
  EXPECT_FALSE(response.more);
  EXPECT_FALSE(TestService::json_of(response)["Resources"][0].contains("members"));
}

TEST(GroupsOfAPerson, AreIndirectWhereTheDirectoryListsThemFlat) {
  EXPECT_EQ(groups_of_nested("flatten"), json({{"inner", "direct"}, {"outer", "indirect"}}));
  EXPECT_EQ(groups_of_nested("flatten", "groups[display eq \"outer\" and type eq \"indirect\"]").size(), 2u);
}

TEST(GroupsOfAPerson, AreDirectOnlyElsewhere) {
  EXPECT_EQ(groups_of_nested("flag"), json({{"inner", "direct"}}));
  EXPECT_EQ(groups_of_nested("flag", "groups.display eq \"outer\""), json::object());
}

}  // namespace
}  // namespace bridge::sync
