#include <gtest/gtest.h>

#include "sync/purger.h"
#include "unit/sync/engine.h"

// What becomes of the entries of people who are disabled, enabled, deleted and come back.

namespace bridge::sync {
namespace {

using nlohmann::json;
using scim::ResourceType;
using testing::Engine;
using Strings = std::vector<std::string>;

std::string mapping(const std::string& of_users) {
  return R"(
    [users]
    base = "ou=people,dc=example,dc=org"
    object_class = ["inetOrgPerson"]
    rdn = "uid"
    anchor = "uid"
    )" + of_users +
         R"(
    [users.attributes]
    uid = '${externalId:-${id}}'
    cn = '${displayName:-${userName}}'
    sn = '${userName}'
    employeeType = '${userType}'
    loginShell = { value = '/bin/bash', policy = "initial" }
    [users.inactive]
    set = { employeeType = "disabled", loginShell = "/sbin/nologin", pwdAccountLockedTime = "000001010000Z" }
    remove = ["sshPublicKey"]
    move = "ou=disabled,dc=example,dc=org"
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

const std::string kHere = "uid=E-1,ou=people,dc=example,dc=org";
const std::string kAway = "uid=E-1,ou=disabled,dc=example,dc=org";

class Inactive : public ::testing::Test {
 protected:
  explicit Inactive(const std::string& of_users = "") : engine_(mapping(of_users)) {
    put("ou=disabled,dc=example,dc=org", {{"ou", {"disabled"}}});
  }

  scim::Resource jo(bool active = true) {
    auto made = engine_.create(
        ResourceType::user,
        {{"userName", "jo"}, {"externalId", "E-1"}, {"userType", "Member"}, {"active", active}});
    if (!made) throw std::runtime_error(made.error().message);
    return *made;
  }
  void remove(const scim::Resource& person) {
    const auto removed = engine_.provisioner.remove(person.type, person.id, engine_.requester());
    ASSERT_TRUE(removed) << removed.error().message;
  }
  void set_active(const scim::Resource& resource, bool active) {
    const auto done = engine_.patch(resource, {{{"op", "replace"}, {"path", "active"}, {"value", active}}});
    ASSERT_TRUE(done) << done.error().message;
  }
  void put(const std::string& dn, ldap::Attributes attributes) {
    engine_.directory.put({*ldap::Dn::parse(dn), std::move(attributes)});
  }
  // As an administrator edits the entry by hand; no values take the attribute away.
  void edit(const std::string& dn, const char* attribute, const ldap::Values& values) {
    auto entry = *engine_.entry(dn);
    entry.attributes.erase(attribute);
    if (!values.empty()) entry.attributes[attribute] = values;
    engine_.directory.put(entry);
  }
  Strings at(const std::string& dn, const char* attribute) { return engine_.values(dn, attribute); }

  Engine engine_;
};

TEST_F(Inactive, IsMovedLockedAndStripped) {
  const auto person = jo();
  edit(kHere, "sshPublicKey", {"key"});
  set_active(person, false);
  EXPECT_FALSE(engine_.entry(kHere));
  EXPECT_EQ(at(kAway, "employeeType"), Strings{"disabled"});
  EXPECT_EQ(at(kAway, "loginShell"), Strings{"/sbin/nologin"});
  EXPECT_EQ(at(kAway, "pwdAccountLockedTime"), Strings{"000001010000Z"});
  EXPECT_EQ(at(kAway, "sshPublicKey"), Strings{});
}

TEST_F(Inactive, GetsEverythingBackThatOthersHadWritten) {
  const auto person = jo();
  edit(kHere, "sshPublicKey", {"key 1", "key 2"});
  edit(kHere, "loginShell", {"/bin/zsh"});
  set_active(person, false);
  set_active(person, true);
  EXPECT_FALSE(engine_.entry(kAway));
  EXPECT_EQ(at(kHere, "employeeType"), Strings{"Member"});
  EXPECT_EQ(at(kHere, "loginShell"), Strings{"/bin/zsh"});
  EXPECT_EQ(at(kHere, "pwdAccountLockedTime"), Strings{});
  EXPECT_EQ(at(kHere, "sshPublicKey"), (Strings{"key 1", "key 2"}));
}

TEST_F(Inactive, KeepsALockThatOthersSetBefore) {
  const auto person = jo();
  edit(kHere, "pwdAccountLockedTime", {"20260101000000Z"});
  set_active(person, false);
  EXPECT_EQ(at(kAway, "pwdAccountLockedTime"), Strings{"000001010000Z"});
  set_active(person, true);
  EXPECT_EQ(at(kHere, "pwdAccountLockedTime"), Strings{"20260101000000Z"});
}

TEST_F(Inactive, KeepsALockThatOthersSetMeanwhile) {
  const auto person = jo();
  set_active(person, false);
  edit(kAway, "pwdAccountLockedTime", {"20260101000000Z"});
  set_active(person, true);
  EXPECT_EQ(at(kHere, "pwdAccountLockedTime"), Strings{"20260101000000Z"});
}

TEST_F(Inactive, LeavesALockOnAnActivePersonAlone) {
  const auto person = jo();
  edit(kHere, "pwdAccountLockedTime", {"20260101000000Z"});
  ASSERT_TRUE(engine_.patch(person, {{{"op", "replace"}, {"path", "displayName"}, {"value", "Jo"}}}));
  EXPECT_EQ(at(kHere, "cn"), Strings{"Jo"});
  EXPECT_EQ(at(kHere, "pwdAccountLockedTime"), Strings{"20260101000000Z"});
}

TEST_F(Inactive, ChangesMeanwhileDoNotLoseWhatWasSaved) {
  const auto person = jo();
  edit(kHere, "loginShell", {"/bin/zsh"});
  set_active(person, false);
  ASSERT_TRUE(engine_.patch(person, {{{"op", "replace"}, {"path", "displayName"}, {"value", "Jo"}}}));
  set_active(person, false);
  set_active(person, true);
  EXPECT_EQ(at(kHere, "loginShell"), Strings{"/bin/zsh"});
  EXPECT_EQ(at(kHere, "cn"), Strings{"Jo"});
}

TEST_F(Inactive, IsMadeWhereTheDisabledAre) {
  const auto person = jo(false);
  EXPECT_EQ(at(kAway, "employeeType"), Strings{"disabled"});
  set_active(person, true);
  EXPECT_EQ(at(kHere, "employeeType"), Strings{"Member"});
  EXPECT_EQ(at(kHere, "pwdAccountLockedTime"), Strings{});
}

TEST_F(Inactive, StaysWhereTheyAreButLockedWhenTheyCannotBeMoved) {
  const auto person = jo();
  put(kAway, {{"uid", {"E-1"}}, {"cn", {"somebody else"}}});
  set_active(person, false);
  EXPECT_EQ(at(kHere, "employeeType"), Strings{"disabled"});
  EXPECT_EQ(at(kAway, "cn"), Strings{"somebody else"});
  EXPECT_EQ(engine_.flag_kinds(person.id), Strings{"value_refused"});
}

TEST_F(Inactive, IsFollowedByTheGroups) {
  const auto person = jo();
  const auto group = engine_.group("eng");
  ASSERT_TRUE(engine_.patch(
      group, {{{"op", "add"}, {"path", "members"}, {"value", {{{"value", person.id.value}}}}}}));
  set_active(person, false);
  EXPECT_EQ(at("cn=eng,ou=groups,dc=example,dc=org", "member"), Strings{kAway});
  set_active(person, true);
  EXPECT_EQ(at("cn=eng,ou=groups,dc=example,dc=org", "member"), Strings{kHere});
}

// Entries that were there before us, of a mapping that says nothing of deletion or (by its argument)
// something.
class Adopted : public Inactive {
 protected:
  explicit Adopted(const std::string& of_users = "") : Inactive(of_users) {
    put(kHere, {{"objectClass", {"inetOrgPerson"}},
                {"uid", {"E-1"}},
                {"cn", {"Jo"}},
                {"sn", {"Doe"}},
                {"employeeType", {"of others"}}});
  }

  scim::Resource untyped_jo() {
    const auto made =
        engine_.create(ResourceType::user, {{"userName", "jo"}, {"externalId", "E-1"}, {"active", true}});
    if (!made) throw std::runtime_error(made.error().message);
    return *made;
  }
};

TEST_F(Adopted, IsDisabledAndFlaggedInPlaceOfRemoved) {
  const auto person = untyped_jo();
  remove(person);
  EXPECT_EQ(at(kAway, "employeeType"), Strings{"disabled"});
  EXPECT_EQ(at(kAway, "pwdAccountLockedTime"), Strings{"000001010000Z"});
  EXPECT_EQ(engine_.flag_kinds(person.id), Strings{"kept"});
  const auto retired = engine_.ask([](const store::Reader& reader) { return reader.retired("User:E-1"); });
  ASSERT_TRUE(retired);
  EXPECT_FALSE(retired->due);
}

TEST_F(Adopted, GetsBackWhatWeNeverOwnedWhenEnabled) {
  const auto person = untyped_jo();
  set_active(person, false);
  EXPECT_EQ(at(kAway, "employeeType"), Strings{"disabled"});
  set_active(person, true);
  EXPECT_EQ(at(kHere, "employeeType"), Strings{"of others"});
}

TEST_F(Adopted, IsStillNotOursWhenThePersonComesBack) {
  const auto person = untyped_jo();
  remove(person);
  const auto again = untyped_jo();
  EXPECT_EQ(at(kHere, "employeeType"), Strings{"of others"});
  EXPECT_EQ(engine_.flag_kinds(person.id), Strings());
  remove(again);
  EXPECT_EQ(at(kAway, "employeeType"), Strings{"disabled"});
}

TEST_F(Adopted, OursIsRemovedAllTheSame) {
  engine_.directory.erase(*ldap::Dn::parse(kHere));
  remove(untyped_jo());
  EXPECT_FALSE(engine_.entry(kHere));
  EXPECT_FALSE(engine_.entry(kAway));
}

class AdoptedAndRemoved : public Adopted {
 protected:
  AdoptedAndRemoved() : Adopted("delete = \"remove\"") {}
};

TEST_F(AdoptedAndRemoved, IsRemovedWhereTheMappingSaysSo) {
  const auto person = untyped_jo();
  remove(person);
  EXPECT_FALSE(engine_.entry(kHere));
  EXPECT_FALSE(engine_.entry(kAway));
}

class Retiring : public Inactive {
 protected:
  Retiring() : Inactive("delete = { disable = true, purge_after = \"30d\" }") {}

  // Lets the time pass: what is remembered is due now.
  void make_due(const std::string& person) {
    auto retired = *engine_.ask([&](const store::Reader& reader) { return reader.retired(person); });
    retired.due = engine_.context.clock.now();
    ASSERT_TRUE(engine_.context.store.write(
        [&](store::Transaction& transaction) { return transaction.retire(retired); }));
  }
  void purge() {
    const auto purged = Purger(engine_.context).purge_due(engine_.requester().deadline);
    ASSERT_TRUE(purged) << purged.error().message;
  }
};

TEST_F(Retiring, DisablesWhoIsDeleted) {
  const auto person = jo();
  remove(person);
  EXPECT_EQ(engine_.counts().users, 0);
  EXPECT_EQ(at(kAway, "employeeType"), Strings{"disabled"});
  const auto retired = engine_.ask([](const store::Reader& reader) { return reader.retired("User:E-1"); });
  ASSERT_TRUE(retired && retired->due);
  EXPECT_GT(*retired->due, engine_.context.clock.now() + std::chrono::hours(24 * 29));
}

TEST_F(Retiring, TakesThemOutOfTheirGroups) {
  const auto person = jo();
  const auto group = engine_.group("eng");
  ASSERT_TRUE(engine_.patch(
      group, {{{"op", "add"}, {"path", "members"}, {"value", {{{"value", person.id.value}}}}}}));
  remove(person);
  EXPECT_EQ(at("cn=eng,ou=groups,dc=example,dc=org", "member"), Strings{"cn=empty,dc=example,dc=org"});
}

TEST_F(Retiring, GivesWhoComesBackTheirEntryAsItWas) {
  const auto person = jo();
  edit(kHere, "loginShell", {"/bin/zsh"});
  edit(kHere, "sshPublicKey", {"key"});
  const auto uuid = at(kHere, "entryUUID");
  remove(person);
  jo();
  EXPECT_EQ(at(kHere, "entryUUID"), uuid);
  EXPECT_EQ(at(kHere, "employeeType"), Strings{"Member"});
  EXPECT_EQ(at(kHere, "loginShell"), Strings{"/bin/zsh"});
  EXPECT_EQ(at(kHere, "sshPublicKey"), Strings{"key"});
  EXPECT_EQ(at(kHere, "pwdAccountLockedTime"), Strings{});
  EXPECT_FALSE(engine_.ask([](const store::Reader& reader) { return reader.retired("User:E-1"); }));
}

TEST_F(Retiring, RemovesTheEntryWhenItsTimeIsOver) {
  const auto person = jo();
  ASSERT_TRUE(engine_.provisioner.remove(person.type, person.id, engine_.requester()));
  make_due("User:E-1");
  purge();
  EXPECT_FALSE(engine_.entry(kAway));
  EXPECT_FALSE(engine_.entry(kHere));
  EXPECT_FALSE(engine_.ask([](const store::Reader& reader) { return reader.retired("User:E-1"); }));
}

TEST_F(Retiring, RemovesNoOtherEntryOfThatName) {
  const auto person = jo();
  ASSERT_TRUE(engine_.provisioner.remove(person.type, person.id, engine_.requester()));
  engine_.directory.erase(*ldap::Dn::parse(kAway));
  put(kAway, {{"uid", {"E-1"}}, {"cn", {"somebody else"}}});
  make_due("User:E-1");
  purge();
  EXPECT_TRUE(engine_.entry(kAway));
}

}  // namespace
}  // namespace bridge::sync
