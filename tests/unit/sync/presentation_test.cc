#include "sync/presentation.h"

#include <gtest/gtest.h>

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
