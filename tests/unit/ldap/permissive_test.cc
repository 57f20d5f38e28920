#include "ldap/permissive.h"

#include <gtest/gtest.h>
#include <ldap.h>

#include <set>

namespace bridge::ldap {
namespace {

using Kind = Modification::Kind;

// A server that knows no permissive modify, with one attribute `member`.
struct StrictServer {
  std::set<std::string> members;
  std::vector<Modifications> requests{};
  bool interfering = false;  // Somebody removes "b" after each compare.

  Outcome<Done> modify(std::span<const Modification> changes) {
    requests.emplace_back(changes.begin(), changes.end());
    auto after = members;
    for (const auto& change : changes) {
      for (const auto& value : change.values) {
        if (change.kind == Kind::add && !after.insert(value).second) return make_failure(20, "x", "");
        if (change.kind == Kind::remove && after.erase(value) == 0) return make_failure(16, "x", "");
      }
    }
    members = after;
    return Done{};
  }

  Outcome<Done> permissively(const Modifications& changes) {
    return modify_permissively(changes, {.send = [this](auto some) { return modify(some); },
                                         .holds = [this](const auto&, const auto& value) -> Outcome<bool> {
                                           const bool there = members.contains(value);
                                           if (interfering) members.erase("b");
                                           return there;
                                         }});
  }
};

TEST(PermissiveModify, SendsOnceWhatTheServerTakes) {
  StrictServer server{.members = {"a"}};
  EXPECT_TRUE(server.permissively({{Kind::add, "member", {"b"}}}));
  EXPECT_EQ(server.requests.size(), 1U);
}

TEST(PermissiveModify, LeavesOutWhatIsDoneAlready) {
  StrictServer server{.members = {"a", "b"}};
  EXPECT_TRUE(server.permissively({{Kind::add, "member", {"b", "c"}}, {Kind::remove, "member", {"a", "x"}}}));
  EXPECT_EQ(server.members, (std::set<std::string>{"b", "c"}));
  EXPECT_EQ(server.requests.back(),
            (Modifications{{Kind::add, "member", {"c"}}, {Kind::remove, "member", {"a"}}}));
}

TEST(PermissiveModify, SendsNothingMoreWhenAllIsDone) {
  StrictServer server{.members = {"a"}};
  EXPECT_TRUE(server.permissively({{Kind::remove, "member", {"x"}}}));
  EXPECT_EQ(server.requests.size(), 1U);
}

TEST(PermissiveModify, TriesAgainWhenOthersInterfere) {
  StrictServer server{.members = {"a", "b"}, .interfering = true};
  EXPECT_TRUE(server.permissively({{Kind::remove, "member", {"b", "a", "x"}}}));
  EXPECT_EQ(server.members, std::set<std::string>{});
}

TEST(PermissiveModify, AsksForNoValueToBeRemovedAsAReplacement) {
  StrictServer server{.members = {}};
  EXPECT_TRUE(server.permissively({{Kind::remove, "title", {}}}));
  EXPECT_EQ(server.requests.front(), (Modifications{{Kind::replace, "title", {}}}));
}

TEST(PermissiveModify, PassesOtherFailuresOn) {
  const Modifications changes = {{Kind::add, "member", {"a"}}};
  const ModifyCalls refused{.send = [](auto) -> Outcome<Done> { return make_failure(50, "x", ""); },
                            .holds = [](const auto&, const auto&) -> Outcome<bool> { return true; }};
  auto outcome = modify_permissively(changes, refused);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().kind, Failure::Kind::denied);
}

}  // namespace
}  // namespace bridge::ldap
