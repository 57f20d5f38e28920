#include "sync/chooser.h"

#include <gtest/gtest.h>

#include <thread>

#include "unit/sync/engine.h"

namespace bridge::sync {
namespace {

using nlohmann::json;
using scim::ResourceType;
using testing::Engine;
using Strings = std::vector<std::string>;

// People with login names and numbers, the usual way on Linux.
std::string posix(const std::string& range = "[10000, 10099]", const std::string& mark = "") {
  return R"(
    [numbers.uid]
    range = )" +
         range + mark + R"(
    [users]
    base = "ou=people,dc=example,dc=org"
    object_class = ["inetOrgPerson", "posixAccount"]
    rdn = "uid"
    anchor = "employeeNumber"
    [users.attributes]
    employeeNumber = '${externalId:-${id}}'
    uid = { value = '${userName|before:@|lower|max:8}', policy = "initial", on_collision = "suffix" }
    cn = '${displayName:-${userName}}'
    sn = '${userName}'
    uidNumber = { allocate = "uid" }
    gidNumber = '100'
    homeDirectory = { value = '/home/${ldap.uid}', policy = "initial" }
    [groups]
    base = "ou=groups,dc=example,dc=org"
    object_class = ["groupOfNames"]
    rdn = "cn"
    [groups.attributes]
    cn = '${displayName}'
    [groups.members]
    write = [{ attribute = "member", as = "dn" }]
    empty = { placeholder = "cn=empty,dc=example,dc=org" }
  )";
}
constexpr char kMark[] = "\n    mark = \"cn=numbers,dc=example,dc=org\"";
constexpr char kMarkDn[] = "cn=numbers,dc=example,dc=org";

std::string person(const std::string& login) { return "uid=" + login + ",ou=people,dc=example,dc=org"; }

scim::Resource user(Engine& engine, const std::string& name, const std::string& external_id) {
  auto made = engine.create(ResourceType::user, {{"userName", name}, {"externalId", external_id}});
  if (!made) throw std::runtime_error(made.error().message);
  return *made;
}

void remove(Engine& engine, const scim::Resource& resource) {
  ASSERT_TRUE(engine.provisioner.remove(resource.type, resource.id, engine.requester()));
}

void put(Engine& engine, const std::string& dn, ldap::Attributes attributes) {
  engine.directory.put({*ldap::Dn::parse(dn), std::move(attributes)});
}

TEST(Chooser, GivesEverybodyANumberAndAName) {
  Engine engine(posix());
  user(engine, "jo@ex.org", "E-1");
  user(engine, "al@ex.org", "E-2");
  EXPECT_EQ(engine.values(person("jo"), "uidNumber"), Strings{"10000"});
  EXPECT_EQ(engine.values(person("al"), "uidNumber"), Strings{"10001"});
  EXPECT_EQ(engine.values(person("jo"), "homeDirectory"), Strings{"/home/jo"});
}

TEST(Chooser, PutsANumberBehindANameThatIsTaken) {
  Engine engine(posix());
  user(engine, "josephine@a.org", "E-1");
  user(engine, "Josephine@b.org", "E-2");
  user(engine, "josephine@c.org", "E-3");
  EXPECT_TRUE(engine.entry(person("josephin")));
  EXPECT_EQ(engine.values(person("josephi2"), "homeDirectory"), Strings{"/home/josephi2"});
  EXPECT_TRUE(engine.entry(person("josephi3")));
}

TEST(Chooser, KeepsTheNameWhenTheUserNameChanges) {
  Engine engine(posix());
  const auto jo = user(engine, "jo@ex.org", "E-1");
  ASSERT_TRUE(engine.patch(jo, {{{"op", "replace"}, {"path", "userName"}, {"value", "joan@ex.org"}}}));
  EXPECT_EQ(engine.values(person("jo"), "sn"), Strings{"joan@ex.org"});
  EXPECT_EQ(engine.values(person("jo"), "uidNumber"), Strings{"10000"});
}

TEST(Chooser, GivesNobodyWhatSomebodyHadWhoIsGone) {
  Engine engine(posix());
  remove(engine, user(engine, "jo@ex.org", "E-1"));
  user(engine, "jo@ex.org", "E-2");
  EXPECT_FALSE(engine.entry(person("jo")));
  EXPECT_EQ(engine.values(person("jo2"), "uidNumber"), Strings{"10001"});
}

TEST(Chooser, GivesWhoComesBackWhatTheyHad) {
  Engine engine(posix());
  remove(engine, user(engine, "jo@ex.org", "E-1"));
  user(engine, "al@ex.org", "E-2");
  user(engine, "joan@ex.org", "E-1");
  EXPECT_EQ(engine.values(person("jo"), "uidNumber"), Strings{"10000"});
  EXPECT_EQ(engine.values(person("jo"), "sn"), Strings{"joan@ex.org"});
}

TEST(Chooser, RespectsWhatTheDirectoryHas) {
  Engine engine(posix());
  user(engine, "al@ex.org", "E-1");
  put(engine, "cn=printer,dc=example,dc=org",
      {{"cn", {"printer"}}, {"uid", {"jo"}}, {"uidNumber", {"10001"}}});
  user(engine, "jo@ex.org", "E-2");
  EXPECT_EQ(engine.values(person("jo2"), "uidNumber"), Strings{"10002"});
}

TEST(Chooser, RespectsTheAccountsOfThisMachine) {
  Engine engine(posix("[65530, 65540]"));
  user(engine, "root@ex.org", "E-1");
  EXPECT_TRUE(engine.entry(person("root2")));
  for (int i = 2; i < 8; ++i) user(engine, "u" + std::to_string(i), "E-" + std::to_string(i));
  EXPECT_EQ(engine.values(person("u5"), "uidNumber"), Strings{"65535"});  // 65534 is nobody.
}

TEST(Chooser, NeverGivesReservedNumbers) {
  Engine engine(posix("[10000, 10009]", "\n    reserved = [[10000, 10004], [10006, 10006]]"));
  user(engine, "a", "E-1");
  user(engine, "b", "E-2");
  EXPECT_EQ(engine.values(person("a"), "uidNumber"), Strings{"10005"});
  EXPECT_EQ(engine.values(person("b"), "uidNumber"), Strings{"10007"});
}

TEST(Chooser, SaysWhenNumbersAreUsedUp) {
  Engine engine(posix("[10000, 10000]"));
  user(engine, "a", "E-1");
  const auto second = engine.create(ResourceType::user, {{"userName", "b"}, {"externalId", "E-2"}});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Error::Code::unavailable);
  EXPECT_EQ(second.error().message, "the numbers of pool 'uid' (10000-10000) are used up; widen its range");
  EXPECT_EQ(engine.counts().users, 1);
  EXPECT_EQ(engine.counts().open_intents, 0);
}

TEST(Chooser, WaitsForAFirstNumberWhereNobodyKnowsHowFarTheyWereGiven) {
  Engine engine(posix());
  put(engine, "cn=old,dc=example,dc=org", {{"cn", {"old"}}, {"uidNumber", {"10041"}}});
  const auto made = engine.create(ResourceType::user, {{"userName", "jo"}, {"externalId", "E-1"}});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Error::Code::unavailable);
  EXPECT_NE(made.error().message.find("--first-number uid="), std::string::npos);
  const auto& pool = engine.context.mapping->pools().front();
  EXPECT_FALSE(begin_numbers_at(engine.context.store, pool, 9999));
  ASSERT_TRUE(begin_numbers_at(engine.context.store, pool, 10050));
  user(engine, "jo", "E-1");
  EXPECT_EQ(engine.values(person("jo"), "uidNumber"), Strings{"10050"});
}

TEST(Chooser, PromisesNumbersInTheDirectoryBeforeItGivesThem) {
  Engine engine(posix("[10000, 10149]", kMark));
  user(engine, "jo", "E-1");
  EXPECT_EQ(engine.values(kMarkDn, "serialNumber"), Strings{"uid=10100"});
  EXPECT_EQ(engine.values(kMarkDn, "cn"), Strings{"numbers"});
  for (int i = 0; i < 100; ++i) user(engine, "u" + std::to_string(i), "F-" + std::to_string(i));
  EXPECT_EQ(engine.values(kMarkDn, "serialNumber"), Strings{"uid=10150"});
}

TEST(Chooser, GoesOnBehindThePromiseWhenItsMemoryIsLost) {
  Engine engine(posix("[10000, 10999]", kMark));
  put(engine, kMarkDn,
      {{"objectClass", {"device"}}, {"cn", {"numbers"}}, {"serialNumber", {"gid=7", "uid=10300"}}});
  put(engine, "cn=old,dc=example,dc=org", {{"cn", {"old"}}, {"uidNumber", {"10041"}}});
  user(engine, "jo", "E-1");
  EXPECT_EQ(engine.values(person("jo"), "uidNumber"), Strings{"10300"});
  EXPECT_EQ(engine.values(kMarkDn, "serialNumber"), (Strings{"gid=7", "uid=10400"}));
}

TEST(Chooser, TakesOverWhatAnAdoptedEntryHas) {
  Engine engine(posix());
  user(engine, "first", "E-0");
  put(engine, "uid=jmiller,ou=people,dc=example,dc=org",
      {{"objectClass", {"inetOrgPerson"}},
       {"uid", {"jmiller"}},
       {"employeeNumber", {"E-1"}},
       {"uidNumber", {"4711"}},
       {"cn", {"x"}}});
  const auto jo = user(engine, "jo@ex.org", "E-1");
  EXPECT_EQ(engine.values(person("jmiller"), "uidNumber"), Strings{"4711"});
  EXPECT_EQ(engine.values(person("jmiller"), "cn"), Strings{"jo@ex.org"});
  EXPECT_FALSE(engine.entry(person("jo")));
  EXPECT_EQ(engine.flag_kinds(jo.id), Strings{"adopted"});
}

TEST(Chooser, KeepsNumberAndNameWhenTheAnchorChanges) {
  Engine engine(posix());
  const auto jo = user(engine, "jo", "E-1");
  ASSERT_TRUE(engine.patch(jo, {{{"op", "replace"}, {"path", "externalId"}, {"value", "E-9"}}}));
  EXPECT_EQ(engine.values(person("jo"), "employeeNumber"), Strings{"E-9"});
  EXPECT_EQ(engine.values(person("jo"), "uidNumber"), Strings{"10000"});
  EXPECT_EQ(engine.flag_kinds(jo.id), Strings{"anchor_changed"});
  remove(engine, jo);
  user(engine, "jo", "E-9");
  EXPECT_EQ(engine.values(person("jo"), "uidNumber"), Strings{"10000"});
}

TEST(Chooser, RefusesAnAnchorThatTheDirectoryCannotTellFromAnother) {
  Engine engine(posix());
  user(engine, "jo", "E-1");
  const auto other = engine.create(ResourceType::user, {{"userName", "al"}, {"externalId", "e-1 "}});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Error::Code::conflict);
  EXPECT_FALSE(engine.entry(person("al")));
}

TEST(Chooser, NeverGivesOneNumberTwiceHoweverManyAsk) {
  Engine engine(posix("[10000, 10999]", kMark));
  std::vector<std::jthread> clients;
  for (int client = 0; client < 4; ++client)
    clients.emplace_back([&, client] {
      for (int i = 0; i < 15; ++i)
        EXPECT_TRUE(
            engine.create(ResourceType::user, {{"userName", "same@" + std::to_string(client * 100 + i)},
                                               {"externalId", std::to_string(client * 100 + i)}}));
    });
  clients.clear();
  std::set<std::string> numbers;
  for (const auto& [dn, entry] : engine.directory.entries())
    if (entry.attributes.contains("uidNumber")) numbers.insert(entry.attributes.at("uidNumber").front());
  EXPECT_EQ(numbers.size(), 60u);
}

}  // namespace
}  // namespace bridge::sync
