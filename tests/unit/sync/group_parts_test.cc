// Groups whose members need more than one request, and what is left when the second one fails.
#include <gtest/gtest.h>
#include <ldap.h>

#include "sync/references.h"
#include "unit/sync/engine.h"

namespace bridge::sync {
namespace {

using nlohmann::json;
using scim::ResourceType;
using testing::Engine;
using testing::Faults;
using Strings = std::vector<std::string>;

const std::string kStaff = "cn=staff,ou=groups,dc=example,dc=org";

std::string anchored() {
  std::string text = Engine::kMapping;
  const std::string rule = "[groups.attributes]\n";
  text.insert(text.find(rule) + rule.size(), "description = '${externalId:-${id}}'\n");
  const std::string groups = "[groups]\n";
  return text.insert(text.find(groups) + groups.size(), "anchor = \"description\"\n");
}

ldap::Failure failure(int code) { return ldap::make_failure(code, "asked", "no"); }

class GroupsInParts : public ::testing::Test {
 protected:
  // People who are there, without the time it takes to push each of them.
  json people(int count) {
    json members = json::array();
    const auto made = engine_.context.store.write([&](store::Transaction& transaction) -> Status {
      for (int i = 0; i < count; ++i) {
        const scim::ResourceId id{"p" + std::to_string(i)};
        TRY(transaction.put({id, ResourceType::user, {{"userName", id.value}}, 1, {}, {}}));
        TRY(transaction.set_link(id, *ldap::Dn::parse("uid=" + id.value + ",ou=people,dc=example,dc=org"),
                                 ""));
        members.push_back({{"value", id.value}});
      }
      return Done{};
    });
    EXPECT_TRUE(made);
    return members;
  }
  Result<scim::Resource> create(const json& members) {
    return engine_.create(ResourceType::group,
                          {{"displayName", "staff"}, {"externalId", "g1"}, {"members", members}});
  }
  Result<scim::Resource> add(const scim::Resource& group, const json& members) {
    return engine_.patch(group, {{{"op", "add"}, {"path", "members"}, {"value", members}}});
  }
  void put(const Strings& members) {
    engine_.directory.put({*ldap::Dn::parse(kStaff),
                           {{"cn", {"staff"}},
                            {"objectClass", {"groupOfNames"}},
                            {"description", {"g1"}},
                            {"member", members}}});
  }
  std::vector<store::Intent> open_intents() {
    return engine_.ask([](const store::Reader& reader) { return reader.open_intents(); });
  }
  // What is left when the outcome of this call to the directory is unknown.
  scim::ResourceId begin_and_crash(int call, const json& members) {
    engine_.faults.fail_call(call, Faults::When::after);
    EXPECT_FALSE(create(members));
    const auto open = open_intents();
    EXPECT_EQ(open.size(), 1u);
    return open.at(0).resource().id;
  }
  void settle(const scim::ResourceId& id) {
    ASSERT_TRUE(engine_.settler.settle(id, engine_.requester().deadline));
    EXPECT_TRUE(open_intents().empty());
  }
  bool merges(const scim::ResourceId& id) {
    return engine_.ask([&](const store::Reader& reader) { return reader.link(id); })->merges;
  }

  Engine engine_{anchored()};
};

TEST_F(GroupsInParts, AreFilledInRequestsOfLimitedSize) {
  const auto group = create(json::array());
  const int before = engine_.faults.calls();
  ASSERT_TRUE(add(*group, people(1000)));
  EXPECT_EQ(engine_.faults.calls() - before, 2);
  EXPECT_EQ(engine_.values(kStaff, "member").size(), 1000u);
}

TEST_F(GroupsInParts, AreFilledInSmallerRequestsWhereTheServerTakesFewer) {
  const auto group = create(json::array());
  const int before = engine_.faults.calls();
  engine_.faults.fail_call(1, Faults::When::before, failure(LDAP_ADMINLIMIT_EXCEEDED));
  ASSERT_TRUE(add(*group, people(1000)));
  EXPECT_EQ(engine_.faults.calls() - before, 4);  // 500 refused, twice 250, 500.
  EXPECT_EQ(engine_.values(kStaff, "member").size(), 1000u);
}

TEST_F(GroupsInParts, LeaveNoEntryWhenALaterPartOfTheirCreationIsRefused) {
  const json members = people(600);
  engine_.faults.fail_call(3, Faults::When::before,
                           failure(LDAP_OBJECT_CLASS_VIOLATION));  // Search, add, modify.
  const auto made = create(members);
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Error::Code::invalid_input);
  EXPECT_FALSE(engine_.entry(kStaff));
  EXPECT_TRUE(open_intents().empty());
  EXPECT_EQ(engine_.counts().groups, 0);
  EXPECT_TRUE(create(members));
}

TEST_F(GroupsInParts, LeaveNoEntryWhereNoAnchorMarksItEither) {
  Engine engine;
  engine.faults.fail_call(2, Faults::When::before, failure(LDAP_OBJECT_CLASS_VIOLATION));
  json ids = json::array();
  ASSERT_TRUE(engine.context.store.write([&](store::Transaction& transaction) -> Status {
    for (int i = 0; i < 501; ++i) {
      const scim::ResourceId id{"p" + std::to_string(i)};
      TRY(transaction.put({id, ResourceType::user, {{"userName", id.value}}, 1, {}, {}}));
      TRY(transaction.set_link(id, *ldap::Dn::parse("uid=" + id.value + ",dc=example,dc=org"), ""));
      ids.push_back({{"value", id.value}});
    }
    return Done{};
  }));
  ASSERT_FALSE(engine.create(ResourceType::group, {{"displayName", "staff"}, {"members", ids}}));
  EXPECT_FALSE(engine.entry(kStaff));
}

class GroupsThatGoBack : public GroupsInParts, public ::testing::WithParamInterface<bool> {};

// An undo that a crash interrupted goes on; what the group found there stays.
TEST_P(GroupsThatGoBack, TakeTheirOwnEntryWithThem) {
  const bool was_there = GetParam();
  const auto id = begin_and_crash(2, json::array());
  const auto intent = open_intents().at(0);
  ASSERT_TRUE(engine_.entry(kStaff));
  ASSERT_TRUE(engine_.context.store.write([&](store::Transaction& transaction) -> Status {
    if (was_there) TRY(transaction.note_entry_before(intent.sequence, kStaff));
    return transaction.turn_back(intent.sequence);
  }));
  settle(id);
  EXPECT_EQ(engine_.entry(kStaff).has_value(), was_there);
}
INSTANTIATE_TEST_SUITE_P(WasThere, GroupsThatGoBack, ::testing::Bool());

TEST_F(GroupsInParts, ThatFailForGoodAfterACrashLeaveWhatMayBeAnothersEntry) {
  const json members = people(1);
  put({"uid=by-hand,dc=example,dc=org"});
  const auto id = begin_and_crash(2, members);
  engine_.faults.fail_call(4, Faults::When::before,
                           failure(LDAP_OBJECT_CLASS_VIOLATION));  // …, read, modify.
  settle(id);
  EXPECT_TRUE(engine_.entry(kStaff));
  EXPECT_EQ(engine_.counts().groups, 0);
}

TEST_F(GroupsInParts, RememberAfterACrashThatTheyWereTakenOver) {
  const json members = people(1);
  put({"cn=empty,dc=example,dc=org"});
  const auto id = begin_and_crash(4, members);  // Search, add, read, modify.
  settle(id);
  EXPECT_TRUE(merges(id));
  EXPECT_EQ(engine_.flag_kinds(id), (Strings{"adopted", "members_merged"}));
}

TEST_F(GroupsInParts, KeepMembersOfOthersAlsoWhenACrashHidWhoMadeTheEntry) {
  put({"uid=by-hand,dc=example,dc=org"});
  const auto id = begin_and_crash(2, json::array());
  settle(id);
  EXPECT_TRUE(merges(id));
}

TEST_F(GroupsInParts, AreOursWhenACrashCameAfterWeMadeThem) {
  const auto id = begin_and_crash(2, people(2));
  settle(id);
  EXPECT_FALSE(merges(id));
  EXPECT_TRUE(engine_.flag_kinds(id).empty());
}

TEST_F(GroupsInParts, LoseForeignMembersToAPutThatChangesNothing) {
  const json body = {{"displayName", "staff"}, {"externalId", "g1"}, {"members", people(2)}};
  const auto group = create(body["members"]);
  auto entry = *engine_.entry(kStaff);
  entry.attributes["member"].push_back("uid=by-hand,dc=example,dc=org");
  engine_.directory.put(entry);
  const auto put = engine_.provisioner.replace(
      ResourceType::group, group->id, *scim::normalise(ResourceType::group, body), engine_.requester());
  ASSERT_TRUE(put);
  EXPECT_EQ(put->version, group->version);
  EXPECT_EQ(engine_.values(kStaff, "member").size(), 2u);
}

TEST_F(GroupsInParts, NameTheClientWhoNestedAGroupThatArrivedLater) {
  const auto outer = engine_.group("outer");
  engine_.faults.fail_call(2, Faults::When::after);
  ASSERT_FALSE(engine_.create(ResourceType::group, {{"displayName", "inner"}}));
  const auto inner = open_intents().at(0).resource().id;
  ASSERT_TRUE(add(outer, {{{"value", inner.value}}}));
  settle(inner);
  const auto flags = engine_.ask([&](const store::Reader& reader) { return reader.flags(outer.id); });
  ASSERT_EQ(flags.size(), 1u);
  EXPECT_EQ(flags[0].kind, "nested_group");
  EXPECT_EQ(flags[0].client, "test");
}

}  // namespace
}  // namespace bridge::sync
