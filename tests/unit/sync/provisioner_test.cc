#include "sync/provisioner.h"

#include <gtest/gtest.h>

#include "scim/error.h"
#include "unit/sync/engine.h"

namespace bridge::sync {
namespace {

using nlohmann::json;
using scim::ResourceType;
using testing::Engine;
using Strings = std::vector<std::string>;

constexpr char kEnterprise[] = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

std::string person(const std::string& external_id) {
  return "uid=" + external_id + ",ou=people,dc=example,dc=org";
}
std::string group(const std::string& name) { return "cn=" + name + ",ou=groups,dc=example,dc=org"; }

json add_member(const scim::Resource& member) {
  return {{{"op", "Add"}, {"path", "members"}, {"value", {{{"$ref", nullptr}, {"value", member.id.value}}}}}};
}
json remove_member(const scim::Resource& member) {
  return {
      {{"op", "Remove"}, {"path", "members"}, {"value", {{{"$ref", nullptr}, {"value", member.id.value}}}}}};
}
json replace(const std::string& path, const json& value) {
  return {{{"op", "Replace"}, {"path", path}, {"value", value}}};
}

TEST(Provisioner, MakesAnEntryOfAUser) {
  Engine engine;
  const auto jo =
      engine.create(ResourceType::user, {{"userName", "jo@ex.org"},
                                         {"externalId", "8b1c"},
                                         {"displayName", "Jo"},
                                         {"emails", {{{"type", "work"}, {"value", "jo@ex.org"}}}}});
  ASSERT_TRUE(jo) << jo.error().message;
  EXPECT_EQ(engine.values(person("8b1c"), "cn"), Strings{"Jo"});
  EXPECT_EQ(engine.values(person("8b1c"), "mail"), Strings{"jo@ex.org"});
  EXPECT_EQ(engine.counts().users, 1);
  EXPECT_EQ(engine.counts().open_intents, 0);
}

TEST(Provisioner, RefusesAUserNameThatDiffersOnlyInCase) {
  Engine engine;
  engine.user("jo");
  const auto again = engine.create(ResourceType::user, {{"userName", "JO"}, {"externalId", "other"}});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, Error::Code::conflict);
  EXPECT_EQ(again.error().keyword, scim::kUniqueness);
  EXPECT_NE(again.error().message.find("userName"), std::string::npos);
  EXPECT_EQ(engine.counts().users, 1);
  EXPECT_FALSE(engine.entry(person("other")));
}

TEST(Provisioner, NeverOverwritesAnEntryThatIsNotOurs) {
  Engine engine;
  engine.directory.put({*ldap::Dn::parse(group("staff")), {{"cn", {"staff"}}, {"description", {"by hand"}}}});
  const auto made = engine.create(ResourceType::group, {{"displayName", "staff"}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Error::Code::conflict);
  EXPECT_EQ(engine.values(group("staff"), "description"), Strings{"by hand"});
  EXPECT_EQ(engine.counts().groups, 0);
  // The name is free again once the entry is gone.
  engine.directory.erase(*ldap::Dn::parse(group("staff")));
  EXPECT_TRUE(engine.create(ResourceType::group, {{"displayName", "staff"}}));
}

TEST(Provisioner, TakesOverAnEntryThatCarriesTheAnchorAndClearsNothingInIt) {
  Engine engine;
  engine.directory.put(
      {*ldap::Dn::parse(person("x-jo")),
       {{"uid", {"x-jo"}}, {"cn", {"Old"}}, {"mail", {"kept@ex.org"}}, {"objectClass", {"person"}}}});
  const auto jo = engine.user("jo");
  EXPECT_EQ(engine.values(person("x-jo"), "cn"), Strings{"jo"});
  EXPECT_EQ(engine.values(person("x-jo"), "mail"), Strings{"kept@ex.org"});
  EXPECT_EQ(engine.flag_kinds(jo.id), Strings{"adopted"});
}

TEST(Provisioner, ChangesOneAttributeAndRaisesTheVersion) {
  Engine engine;
  const auto jo = engine.user("jo");
  const auto changed = engine.patch(jo, replace("displayName", "Jo Doe"));
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->version, jo.version + 1);
  EXPECT_EQ(engine.values(person("x-jo"), "cn"), Strings{"Jo Doe"});
}

TEST(Provisioner, LeavesTheVersionAloneWhenNothingChanges) {
  Engine engine;
  const auto jo = engine.user("jo");
  const int calls = engine.faults.calls();
  const auto same = engine.patch(jo, replace("userName", "jo"));
  ASSERT_TRUE(same);
  EXPECT_EQ(same->version, jo.version);
  EXPECT_EQ(same->last_modified, jo.last_modified);
  EXPECT_EQ(engine.faults.calls(), calls);
}

TEST(Provisioner, RepairsAnEditByOtherHandsThatIsInItsWay) {
  Engine engine;
  const auto jo = engine.user("jo");
  auto entry = *engine.entry(person("x-jo"));
  entry.attributes["cn"] = {"edited by hand"};
  engine.directory.put(entry);
  ASSERT_TRUE(engine.patch(jo, replace("displayName", "Jo Doe")));
  EXPECT_EQ(engine.values(person("x-jo"), "cn"), Strings{"Jo Doe"});
}

TEST(Provisioner, FindsAnEntryThatWasRenamedByOtherHands) {
  Engine engine;
  const auto staff = engine.group("staff");
  auto entry = *engine.entry(group("staff"));
  engine.directory.erase(entry.dn);
  entry.dn = *ldap::Dn::parse(group("renamed"));
  entry.attributes["cn"] = {"renamed"};
  engine.directory.put(entry);
  const auto jo = engine.user("jo");
  const auto changed = engine.patch(staff, add_member(jo));
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_FALSE(engine.entry(group("renamed")));
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{person("x-jo")});
}

TEST(Provisioner, MakesAnEntryAgainThatWasDeletedByOtherHands) {
  Engine engine;
  const auto jo = engine.user("jo");
  const auto ann = engine.user("ann");
  const auto staff = engine.group("staff");
  ASSERT_TRUE(engine.patch(staff, add_member(jo)));
  engine.directory.erase(*ldap::Dn::parse(group("staff")));
  ASSERT_TRUE(engine.patch(staff, add_member(ann)));
  EXPECT_EQ(engine.values(group("staff"), "member"), (Strings{person("x-ann"), person("x-jo")}));
}

TEST(Provisioner, WritesAPlaceholderOnlyWhileAGroupIsEmpty) {
  Engine engine;
  const Strings placeholder = {"cn=empty,dc=example,dc=org"};
  const auto jo = engine.user("jo");
  const auto staff = engine.group("staff");
  EXPECT_EQ(engine.values(group("staff"), "member"), placeholder);
  ASSERT_TRUE(engine.patch(staff, add_member(jo)));
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{person("x-jo")});
  ASSERT_TRUE(engine.patch(staff, remove_member(jo)));
  EXPECT_EQ(engine.values(group("staff"), "member"), placeholder);
}

TEST(Provisioner, FlagsANestedGroupAndTakesTheFlagBackWhenItGoes) {
  Engine engine;
  const auto inner = engine.group("inner");
  const auto outer = engine.group("outer");
  ASSERT_TRUE(engine.patch(outer, add_member(inner)));
  EXPECT_EQ(engine.flag_kinds(outer.id), Strings{"nested_group"});
  EXPECT_EQ(engine.values(group("outer"), "member"), Strings{"cn=empty,dc=example,dc=org"});
  ASSERT_TRUE(engine.patch(outer, remove_member(inner)));
  EXPECT_TRUE(engine.flag_kinds(outer.id).empty());
}

TEST(Provisioner, TakesTheFlagBackWhenTheNestedGroupIsDeleted) {
  Engine engine;
  const auto inner = engine.group("inner");
  const auto outer = engine.group("outer");
  ASSERT_TRUE(engine.patch(outer, add_member(inner)));
  ASSERT_TRUE(engine.provisioner.remove(ResourceType::group, inner.id, engine.requester()));
  EXPECT_TRUE(engine.flag_kinds(outer.id).empty());
  EXPECT_FALSE(
      engine.ask([&](const store::Reader& reader) { return reader.has_member(outer.id, inner.id.value); }));
}

TEST(Provisioner, FlagsAnUnknownMember) {
  Engine engine;
  const auto staff = engine.group("staff");
  ASSERT_TRUE(
      engine.patch(staff, {{{"op", "add"}, {"path", "members"}, {"value", {{{"value", "nobody"}}}}}}));
  EXPECT_EQ(engine.flag_kinds(staff.id), Strings{"unknown_member"});
}

TEST(Provisioner, KeepsWhatWasLastSaidOfAMemberWhomNobodyKnows) {
  Engine engine;
  const auto staff = engine.group("staff");
  const auto say = [&](const char* op, json members) {
    return engine.patch(staff, {{{"op", op}, {"path", "members"}, {"value", std::move(members)}}});
  };
  const auto stored = [&](const std::string& id) {
    return engine.ask([&](const store::Reader& reader) { return reader.member(staff.id, id); })->pushed;
  };
  ASSERT_TRUE(say("add", {{{"value", "nobody"}, {"display", "No"}, {"note", 1}}}));
  const auto renamed = say("add", {{{"value", "nobody"}, {"display", "Nobody"}}});
  ASSERT_TRUE(renamed);
  EXPECT_EQ(stored("nobody"), json({{"value", "nobody"}, {"display", "Nobody"}, {"note", 1}}));
  EXPECT_EQ(say("add", {{{"value", "nobody"}}})->version, renamed->version);
  ASSERT_TRUE(say("replace", {{{"value", "nobody"}}}));
  EXPECT_EQ(stored("nobody"), json({{"value", "nobody"}}));
  EXPECT_EQ(engine.flag_kinds(staff.id), Strings{"unknown_member"});
}

TEST(Provisioner, TakesNoVersionForWhatIsSaidOfAMemberWeKnow) {
  Engine engine;
  const auto jo = engine.user("jo");
  const auto staff = engine.group("staff");
  const auto joined = engine.patch(staff, add_member(jo));
  const json again = {{{"value", jo.id.value}, {"display", "Someone"}}};
  const auto said = engine.patch(staff, {{{"op", "add"}, {"path", "members"}, {"value", again}}});
  ASSERT_TRUE(said);
  EXPECT_EQ(said->version, joined->version);
}

TEST(Provisioner, KeepsGroupsAndManagersRightWhenAPersonIsRenamed) {
  Engine engine;
  const auto boss = engine.user("boss");
  const auto jo = engine.user("jo");
  const auto staff = engine.group("staff");
  ASSERT_TRUE(engine.patch(staff, add_member(boss)));
  ASSERT_TRUE(engine.patch(
      jo, {{{"op", "Add"}, {"path", std::string(kEnterprise) + ":manager"}, {"value", boss.id.value}}}));
  EXPECT_EQ(engine.values(person("x-jo"), "manager"), Strings{person("x-boss")});

  ASSERT_TRUE(engine.patch(boss, replace("externalId", "moved")));
  EXPECT_FALSE(engine.entry(person("x-boss")));
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{person("moved")});
  EXPECT_EQ(engine.values(person("x-jo"), "manager"), Strings{person("moved")});
  EXPECT_EQ(engine.counts().dirty, 0);
}

TEST(Provisioner, TakesADeletedPersonOutOfGroupsAndFlagsTheirReports) {
  Engine engine;
  const auto boss = engine.user("boss");
  const auto jo = engine.user("jo");
  const auto staff = engine.group("staff");
  ASSERT_TRUE(engine.patch(staff, add_member(boss)));
  ASSERT_TRUE(engine.patch(
      jo, {{{"op", "Add"}, {"path", std::string(kEnterprise) + ":manager"}, {"value", boss.id.value}}}));

  ASSERT_TRUE(engine.provisioner.remove(ResourceType::user, boss.id, engine.requester()));
  EXPECT_FALSE(engine.entry(person("x-boss")));
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{"cn=empty,dc=example,dc=org"});
  EXPECT_TRUE(engine.values(person("x-jo"), "manager").empty());
  EXPECT_EQ(engine.flag_kinds(jo.id), Strings{"unknown_reference"});
  EXPECT_FALSE(
      engine.ask([&](const store::Reader& reader) { return reader.has_member(staff.id, boss.id.value); }));
}

TEST(Provisioner, FillsInAManagerWhoArrivesLater) {
  Engine engine;
  engine.faults.fail_call(1, testing::Faults::When::after);
  ASSERT_FALSE(engine.create(ResourceType::user, {{"userName", "boss"}, {"externalId", "x-boss"}}));
  const auto intents = engine.ask([](const store::Reader& reader) { return reader.open_intents(); });
  ASSERT_EQ(intents.size(), 1u);
  const auto boss = intents[0].resource().id;
  const auto jo = engine.user("jo");
  ASSERT_TRUE(engine.patch(
      jo, {{{"op", "Add"}, {"path", std::string(kEnterprise) + ":manager"}, {"value", boss.value}}}));
  EXPECT_TRUE(engine.values(person("x-jo"), "manager").empty());
  EXPECT_EQ(engine.flag_kinds(jo.id), Strings{"unknown_reference"});

  ASSERT_TRUE(engine.settler.settle(boss, engine.requester().deadline));
  EXPECT_EQ(engine.values(person("x-jo"), "manager"), Strings{person("x-boss")});
  EXPECT_TRUE(engine.flag_kinds(jo.id).empty());
}

TEST(Provisioner, TakesAFirstExternalIdAndItsRemovalForChangesOfTheAnchor) {
  Engine engine;
  const auto jo = *engine.create(ResourceType::user, {{"userName", "jo"}});
  const auto staff = engine.group("staff");
  ASSERT_TRUE(engine.patch(staff, add_member(jo)));
  ASSERT_TRUE(engine.entry(person(jo.id.value)));

  ASSERT_TRUE(engine.patch(jo, replace("externalId", "x-jo")));
  EXPECT_FALSE(engine.entry(person(jo.id.value)));
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{person("x-jo")});
  EXPECT_EQ(engine.flag_kinds(jo.id), Strings{"anchor_changed"});

  ASSERT_TRUE(engine.patch(jo, {{{"op", "Remove"}, {"path", "externalId"}}}));
  EXPECT_FALSE(engine.entry(person("x-jo")));
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{person(jo.id.value)});
  EXPECT_EQ(engine.flag_kinds(jo.id), Strings{"anchor_changed"});

  ASSERT_TRUE(engine.patch(jo, replace("userName", "joan")));  // It follows nothing else.
  EXPECT_TRUE(engine.entry(person(jo.id.value)));
}

TEST(Provisioner, DisablesAndEnables) {
  Engine engine;
  const auto jo = engine.user("jo");
  ASSERT_TRUE(engine.patch(jo, replace("active", "False")));
  EXPECT_EQ(engine.values(person("x-jo"), "employeeType"), Strings{"disabled"});
  ASSERT_TRUE(engine.patch(jo, replace("active", "True")));
  EXPECT_TRUE(engine.values(person("x-jo"), "employeeType").empty());
}

TEST(Provisioner, BeginsNothingWhileTheDirectoryIsAway) {
  Engine engine;
  engine.faults.go_down();
  const auto refused = engine.create(ResourceType::user, {{"userName", "jo"}, {"externalId", "x-jo"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Error::Code::unavailable);
  EXPECT_EQ(engine.counts().open_intents, 0);
  engine.faults.come_back();
  EXPECT_TRUE(engine.create(ResourceType::user, {{"userName", "jo"}, {"externalId", "x-jo"}}));
}

class LostAnswer : public ::testing::TestWithParam<testing::Faults::When> {};

TEST_P(LostAnswer, ToACreateIsSettledByTheRepeat) {
  Engine engine;
  engine.faults.fail_call(1, GetParam());
  const json body = {{"userName", "jo"}, {"externalId", "x-jo"}};
  const auto lost = engine.create(ResourceType::user, body);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Error::Code::unavailable);

  const auto repeat = engine.create(ResourceType::user, body);
  EXPECT_TRUE(repeat || repeat.error().code == Error::Code::conflict);
  EXPECT_EQ(engine.counts().users, 1);
  EXPECT_EQ(engine.counts().open_intents, 0);
  EXPECT_TRUE(engine.entry(person("x-jo")));
}

TEST_P(LostAnswer, ToAChangeIsSettledBeforeTheNextOne) {
  Engine engine;
  const auto jo = engine.user("jo");
  engine.faults.fail_call(1, GetParam());
  ASSERT_FALSE(engine.patch(jo, replace("displayName", "First")));
  ASSERT_TRUE(engine.patch(jo, replace("name.familyName", "Second")));
  EXPECT_EQ(engine.values(person("x-jo"), "sn"), Strings{"Second"});
  const auto stored = engine.ask([&](const store::Reader& reader) { return reader.resource(jo.id); });
  EXPECT_EQ(engine.values(person("x-jo"), "cn"), Strings{stored->body.value("displayName", "jo")});
  EXPECT_EQ(engine.counts().open_intents, 0);
}

TEST_P(LostAnswer, ToADeleteIsSettled) {
  Engine engine;
  const auto jo = engine.user("jo");
  engine.faults.fail_call(1, GetParam());
  ASSERT_FALSE(engine.provisioner.remove(ResourceType::user, jo.id, engine.requester()));
  ASSERT_TRUE(engine.settler.settle(jo.id, engine.requester().deadline));
  const bool stored =
      engine.ask([&](const store::Reader& reader) { return reader.resource(jo.id); }).has_value();
  EXPECT_EQ(stored, engine.entry(person("x-jo")).has_value());
  EXPECT_EQ(engine.counts().open_intents, 0);
}

INSTANTIATE_TEST_SUITE_P(AtBothEnds, LostAnswer,
                         ::testing::Values(testing::Faults::When::before, testing::Faults::When::after),
                         [](const auto& which) {
                           return which.param == testing::Faults::When::before ? "BeforeItWasDone"
                                                                               : "AfterItWasDone";
                         });

TEST(Provisioner, RenamesAlsoWhenOnlyTheLetterCaseChanges) {
  Engine engine;
  const auto sales = engine.group("sales");
  const auto renamed = engine.patch(sales, replace("displayName", "SALES"));
  ASSERT_TRUE(renamed) << renamed.error().message;
  EXPECT_EQ(engine.values(group("sales"), "cn"), Strings{"SALES"});
  EXPECT_EQ(engine.ask([&](const store::Reader& reader) { return reader.link(sales.id); })->dn.text(),
            group("SALES"));
}

}  // namespace
}  // namespace bridge::sync
