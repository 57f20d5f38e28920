#include <gtest/gtest.h>

#include "scim/error.h"
#include "sync/provisioner.h"
#include "unit/sync/engine.h"

namespace bridge::sync {
namespace {

using nlohmann::json;
using scim::ResourceType;
using testing::Engine;
using Strings = std::vector<std::string>;

const Strings kPlaceholder = {"cn=empty,dc=example,dc=org"};

std::string person(const std::string& name) { return "uid=" + name + ",ou=people,dc=example,dc=org"; }
std::string group(const std::string& name) { return "cn=" + name + ",ou=groups,dc=example,dc=org"; }

json operation(const char* op, const std::vector<std::string>& ids) {
  json values = json::array();
  for (const auto& id : ids) values.push_back({{"value", id}});
  return {{{"op", op}, {"path", "members"}, {"value", values}}};
}
json add(const scim::Resource& member) { return operation("add", {member.id.value}); }
json remove(const scim::Resource& member) { return operation("remove", {member.id.value}); }
json replace(const std::string& path, const json& value) {
  return {{{"op", "replace"}, {"path", path}, {"value", value}}};
}

// A mapping whose [groups] ends as these lines say.
std::string mapping(const std::string& groups, const std::string& inactive = "") {
  return R"(
    [users]
    base = "ou=people,dc=example,dc=org"
    object_class = ["inetOrgPerson"]
    rdn = "uid"
    anchor = "uid"
    [users.attributes]
    uid = '${externalId}'
    cn = '${userName}'
    sn = '${userName}'
    employeeNumber = '${nickName}'
    [users.inactive]
    )" + inactive +
         R"(
    [groups]
    base = "ou=groups,dc=example,dc=org"
    object_class = ["groupOfMembers"]
    rdn = "cn"
    anchor = "description"
    )" + groups;
}
constexpr char kAttributes[] = R"([groups.attributes]
    cn = '${displayName}'
    description = '${externalId:-${id}}'
    [groups.members]
    )";
constexpr char kMember[] = R"(write = [{ attribute = "member", as = "dn" }]
    empty = { placeholder = "cn=empty,dc=example,dc=org" })";

Engine flat_engine(const std::string& inactive = "") {
  return Engine(mapping(std::string("nested_groups = \"flatten\"\n") + kAttributes + kMember, inactive));
}

TEST(Groups, ListPeopleByAnAttributeOfTheirEntryThatIsFollowed) {
  Engine engine(
      mapping(std::string(kAttributes) + R"(write = [{ attribute = "memberUid", as = "employeeNumber" }])"));
  const auto jo = engine.user("jo");
  const auto staff = engine.group("staff");
  ASSERT_TRUE(engine.patch(staff, add(jo)));
  EXPECT_TRUE(engine.values(group("staff"), "memberUid").empty());
  ASSERT_TRUE(engine.patch(jo, replace("nickName", "1001")));
  EXPECT_EQ(engine.values(group("staff"), "memberUid"), Strings{"1001"});
  ASSERT_TRUE(engine.patch(jo, replace("nickName", "1002")));
  EXPECT_EQ(engine.values(group("staff"), "memberUid"), Strings{"1002"});
  ASSERT_TRUE(engine.patch(staff, remove(jo)));
  EXPECT_TRUE(engine.values(group("staff"), "memberUid").empty());
}

TEST(Groups, ListPeopleInSeveralAttributesAtOnce) {
  Engine engine(mapping(std::string(kAttributes) +
                        R"(write = [{ attribute = "member" }, { attribute = "memberUid", as = "uid" }]
    empty = { placeholder = "cn=empty,dc=example,dc=org" })"));
  const auto jo = engine.user("jo");
  const auto staff = engine.group("staff");
  EXPECT_TRUE(engine.values(group("staff"), "memberUid").empty());
  ASSERT_TRUE(engine.patch(staff, add(jo)));
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{person("x-jo")});
  EXPECT_EQ(engine.values(group("staff"), "memberUid"), Strings{"x-jo"});
  ASSERT_TRUE(engine.patch(jo, replace("externalId", "y-jo")));
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{person("y-jo")});
  EXPECT_EQ(engine.values(group("staff"), "memberUid"), Strings{"y-jo"});
}

TEST(Groups, WhoseEntryIsDeferredHaveItWhileTheyListSomebody) {
  Engine engine(
      mapping(std::string(kAttributes) + "write = [{ attribute = \"member\" }]\nempty = \"defer\""));
  const auto jo = engine.user("jo");
  const auto ann = engine.user("ann");
  const auto staff = engine.group("staff");
  EXPECT_FALSE(engine.entry(group("staff")));
  ASSERT_TRUE(engine.patch(staff, replace("displayName", "team")));
  EXPECT_FALSE(engine.entry(group("team")));
  ASSERT_TRUE(engine.patch(staff, operation("add", {jo.id.value, ann.id.value})));
  EXPECT_EQ(engine.values(group("team"), "member"), (Strings{person("x-ann"), person("x-jo")}));
  ASSERT_TRUE(engine.patch(staff, remove(jo)));
  ASSERT_TRUE(engine.provisioner.remove(ResourceType::user, ann.id, engine.requester()));
  EXPECT_FALSE(engine.entry(group("team")));
  EXPECT_EQ(engine.counts().groups, 1);
  ASSERT_TRUE(engine.patch(staff, add(jo)));
  EXPECT_EQ(engine.values(group("team"), "member"), Strings{person("x-jo")});
  ASSERT_TRUE(engine.provisioner.remove(ResourceType::group, staff.id, engine.requester()));
  EXPECT_FALSE(engine.entry(group("team")));
}

TEST(Groups, ThatAreFlattenedListThePeopleOfGroupsInside) {
  Engine engine = flat_engine();
  const auto jo = engine.user("jo");
  const auto ann = engine.user("ann");
  const auto inner = engine.group("inner");
  const auto outer = engine.group("outer");
  ASSERT_TRUE(engine.patch(inner, add(jo)));
  ASSERT_TRUE(engine.patch(outer, add(inner)));
  EXPECT_EQ(engine.values(group("outer"), "member"), Strings{person("x-jo")});
  EXPECT_EQ(engine.flag_kinds(outer.id), Strings{"nested_group"});
  ASSERT_TRUE(engine.patch(inner, add(ann)));
  EXPECT_EQ(engine.values(group("outer"), "member"), (Strings{person("x-ann"), person("x-jo")}));
  ASSERT_TRUE(engine.patch(inner, remove(jo)));
  EXPECT_EQ(engine.values(group("outer"), "member"), Strings{person("x-ann")});
  ASSERT_TRUE(engine.provisioner.remove(ResourceType::group, inner.id, engine.requester()));
  EXPECT_EQ(engine.values(group("outer"), "member"), kPlaceholder);
  EXPECT_TRUE(engine.flag_kinds(outer.id).empty());
}

TEST(Groups, ListSomebodyReachableTwiceUntilTheLastWayIsGone) {
  Engine engine = flat_engine();
  const auto jo = engine.user("jo");
  const auto left = engine.group("left"), right = engine.group("right"), top = engine.group("top");
  ASSERT_TRUE(engine.patch(left, add(jo)));
  ASSERT_TRUE(engine.patch(right, add(jo)));
  ASSERT_TRUE(engine.patch(top, operation("add", {left.id.value, right.id.value, jo.id.value})));
  EXPECT_EQ(engine.values(group("top"), "member"), Strings{person("x-jo")});
  ASSERT_TRUE(engine.patch(top, remove(jo)));
  EXPECT_EQ(engine.values(group("top"), "member"), Strings{person("x-jo")});
  ASSERT_TRUE(engine.patch(left, remove(jo)));
  EXPECT_EQ(engine.values(group("top"), "member"), Strings{person("x-jo")});
  ASSERT_TRUE(engine.patch(top, remove(right)));
  EXPECT_EQ(engine.values(group("top"), "member"), kPlaceholder);
}

TEST(Groups, InARingListEverybodyInIt) {
  Engine engine = flat_engine();
  const auto jo = engine.user("jo"), ann = engine.user("ann");
  const auto a = engine.group("a"), b = engine.group("b");
  ASSERT_TRUE(engine.patch(a, operation("add", {jo.id.value, b.id.value})));
  ASSERT_TRUE(engine.patch(b, operation("add", {ann.id.value, a.id.value})));
  const Strings both = {person("x-ann"), person("x-jo")};
  EXPECT_EQ(engine.values(group("a"), "member"), both);
  EXPECT_EQ(engine.values(group("b"), "member"), both);
  ASSERT_TRUE(engine.patch(a, remove(b)));
  EXPECT_EQ(engine.values(group("a"), "member"), Strings{person("x-jo")});
  EXPECT_EQ(engine.values(group("b"), "member"), both);
}

TEST(Groups, FollowPeopleThroughGroupsInside) {
  Engine engine = flat_engine("groups = \"drop\"");
  const auto jo = engine.user("jo");
  const auto inner = engine.group("inner"), outer = engine.group("outer");
  ASSERT_TRUE(engine.patch(inner, add(jo)));
  ASSERT_TRUE(engine.patch(outer, add(inner)));
  ASSERT_TRUE(engine.patch(jo, replace("externalId", "y-jo")));
  EXPECT_EQ(engine.values(group("outer"), "member"), Strings{person("y-jo")});
  ASSERT_TRUE(engine.patch(jo, replace("active", false)));
  EXPECT_EQ(engine.values(group("outer"), "member"), kPlaceholder);
  EXPECT_EQ(engine.values(group("inner"), "member"), kPlaceholder);
  ASSERT_TRUE(engine.patch(jo, replace("active", true)));
  EXPECT_EQ(engine.values(group("outer"), "member"), Strings{person("y-jo")});
  EXPECT_EQ(engine.values(group("inner"), "member"), Strings{person("y-jo")});
  EXPECT_EQ(engine.counts().dirty, 0);
}

TEST(Groups, RefuseGroupsInsideWhereTheMappingSaysSo) {
  Engine engine(mapping(std::string("nested_groups = \"reject\"\n") + kAttributes + kMember));
  const auto jo = engine.user("jo");
  const auto inner = engine.group("inner"), outer = engine.group("outer");
  const auto refused = engine.patch(outer, operation("add", {jo.id.value, inner.id.value}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Error::Code::invalid_input);
  EXPECT_NE(refused.error().message.find("'inner'"), std::string::npos);
  EXPECT_EQ(engine.values(group("outer"), "member"), kPlaceholder);
}

TEST(Groups, ThatWereThereBeforeKeepTheirMembersUntilAllAreNamed) {
  Engine engine(mapping(std::string(kAttributes) + kMember));
  engine.directory.put({*ldap::Dn::parse(group("staff")),
                        {{"cn", {"staff"}},
                         {"objectClass", {"groupOfMembers"}},
                         {"description", {"g1"}},
                         {"member", {person("by-hand")}}}});
  const auto jo = engine.user("jo");
  const auto staff = *engine.create(ResourceType::group, {{"displayName", "staff"}, {"externalId", "g1"}});
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{person("by-hand")});
  ASSERT_TRUE(engine.patch(staff, add(jo)));
  EXPECT_EQ(engine.values(group("staff"), "member"), (Strings{person("by-hand"), person("x-jo")}));
  EXPECT_EQ(engine.flag_kinds(staff.id), (Strings{"adopted", "members_merged"}));

  ASSERT_TRUE(engine.context.store.write(
      [&](store::Transaction& transaction) { return list_exactly(transaction, staff.id); }));
  ASSERT_TRUE(References(engine.context).settle_in(staff.id, engine.requester().deadline));
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{person("x-jo")});
  EXPECT_EQ(engine.flag_kinds(staff.id), Strings{"adopted"});
}

TEST(Groups, WeMadeLoseForeignMembersWhenAllAreNamed) {
  Engine engine(mapping(std::string(kAttributes) + kMember));
  const auto jo = engine.user("jo"), ann = engine.user("ann");
  const auto staff = engine.group("staff");
  ASSERT_TRUE(engine.patch(staff, add(jo)));
  auto entry = *engine.entry(group("staff"));
  entry.attributes["member"].push_back(person("by-hand"));
  engine.directory.put(entry);
  ASSERT_TRUE(engine.patch(staff, replace("members", {{{"value", ann.id.value}}})));
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{person("x-ann")});
}

TEST(Groups, FillInAPersonWhoArrivesLater) {
  Engine engine(mapping(std::string(kAttributes) + kMember));
  const auto staff = engine.group("staff");
  engine.faults.fail_call(1, testing::Faults::When::after);
  ASSERT_FALSE(engine.create(ResourceType::user, {{"userName", "jo"}, {"externalId", "x-jo"}}));
  const auto intents = engine.ask([](const store::Reader& reader) { return reader.open_intents(); });
  ASSERT_EQ(intents.size(), 1u);
  const auto jo = intents[0].resource().id;
  ASSERT_TRUE(engine.patch(staff, operation("add", {jo.value})));
  EXPECT_EQ(engine.flag_kinds(staff.id), Strings{"unknown_member"});
  ASSERT_TRUE(engine.settler.settle(jo, engine.requester().deadline));
  EXPECT_EQ(engine.values(group("staff"), "member"), Strings{person("x-jo")});
  EXPECT_TRUE(engine.flag_kinds(staff.id).empty());
}

TEST(Groups, CountEveryMemberChangeAsAVersion) {
  Engine engine(mapping(std::string(kAttributes) + kMember));
  const auto jo = engine.user("jo");
  const auto staff = engine.group("staff");
  const auto changed = engine.patch(staff, add(jo));
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->version, staff.version + 1);
  EXPECT_EQ(engine.ask([&](const store::Reader& reader) { return reader.resource(staff.id); })->version,
            staff.version + 1);
}

TEST(Groups, SettleMemberChangesWhoseAnswersWereLostBeforeTheNextWholeChange) {
  Engine engine(mapping(std::string(kAttributes) + kMember));
  const auto jo = engine.user("jo"), ann = engine.user("ann"), eve = engine.user("eve");
  const auto staff = engine.group("staff");
  ASSERT_TRUE(engine.patch(staff, add(jo)));
  for (const auto& lost : {ann, eve}) {
    engine.faults.fail_call(1, testing::Faults::When::after);
    ASSERT_FALSE(engine.patch(staff, add(lost)));
  }
  EXPECT_EQ(engine.counts().open_intents, 2);
  ASSERT_TRUE(engine.patch(staff, replace("displayName", "team")));
  EXPECT_EQ(engine.counts().open_intents, 0);
  EXPECT_EQ(engine.values(group("team"), "member"),
            (Strings{person("x-ann"), person("x-eve"), person("x-jo")}));
}

}  // namespace
}  // namespace bridge::sync
