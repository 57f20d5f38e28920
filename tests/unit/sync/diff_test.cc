#include "sync/diff.h"

#include <gtest/gtest.h>

namespace bridge::sync {
namespace {

using ldap::Modification;
using Kind = ldap::Modification::Kind;

std::shared_ptr<const mapping::Mapping> a_mapping() {
  auto loaded = mapping::Mapping::parse(R"(
    [users]
    base = "ou=people,dc=example,dc=org"
    object_class = ["inetOrgPerson"]
    rdn = "uid"
    anchor = "uid"
    [users.attributes]
    uid = '${externalId}'
    cn = '${userName}'
    sn = '${userName}'
    mail = '${emails.value}'
    loginShell = { value = '/bin/bash', policy = "initial" }
    roomNumber = { value = '1', policy = "if_empty" }
    description = { value = '${title}', policy = "merge" }
    userPassword = { value = '{SASL}${userName}', policy = "initial" }
    [groups]
    base = "ou=groups,dc=example,dc=org"
    object_class = ["groupOfNames"]
    rdn = "cn"
    [groups.attributes]
    cn = '${displayName}'
    [groups.members]
    write = [{ attribute = "member", as = "dn" }]
    empty = { placeholder = "cn=empty,dc=example,dc=org" }
  )",
                                        "m.toml");
  if (!loaded) throw std::runtime_error(loaded.error().message);
  return *loaded;
}

mapping::Desired desired(const ldap::Attributes& attributes, const std::string& dn = "uid=a,ou=people") {
  mapping::Desired made;
  made.dn = *ldap::Dn::parse(dn);
  made.attributes = attributes;
  for (const auto& [name, values] : attributes)
    if (name != ldap::AttributeName("objectClass")) made.owned.insert(name);
  return made;
}

ldap::Modifications changes(const ldap::Attributes& actual, const mapping::Desired* before,
                            const mapping::Desired& after, const ldap::Attributes& saved = {}) {
  return changes_towards(*a_mapping(), scim::ResourceType::user, actual, {before, saved}, after);
}

// The same, with attributes that are written only because somebody is disabled.
mapping::Desired disabled(const ldap::Attributes& attributes,
                          const std::set<ldap::AttributeName>& overridden) {
  mapping::Desired made = desired(attributes);
  made.overridden = overridden;
  made.owned.insert(overridden.begin(), overridden.end());
  return made;
}

TEST(Diff, FindsNothingToDoInAnEntryThatIsAsDesired) {
  const auto after = desired({{"cn", {"Jo", "Joe"}}, {"mail", {"j@x.org"}}});
  EXPECT_EQ(changes({{"CN", {"Joe", "Jo"}}, {"mail", {"j@x.org"}}}, nullptr, after), ldap::Modifications());
}

TEST(Diff, TakesOldValuesAwayByNameAndAddsNewOnes) {
  const auto after = desired({{"mail", {"new@x.org", "both@x.org"}}});
  const ldap::Modifications expected = {{Kind::remove, "mail", {"old@x.org"}},
                                        {Kind::add, "mail", {"new@x.org"}}};
  EXPECT_EQ(changes({{"mail", {"old@x.org", "both@x.org"}}}, nullptr, after), expected);
}

TEST(Diff, ClearsAnOwnedAttributeThatHasNoValueAnyMore) {
  auto after = desired({});
  after.owned.insert("mail");
  const ldap::Modifications expected = {{Kind::remove, "mail", {"old@x.org"}}};
  EXPECT_EQ(changes({{"mail", {"old@x.org"}}}, nullptr, after), expected);
}

TEST(Diff, LeavesAttributesThatNoRuleOwnsAlone) {
  EXPECT_TRUE(changes({{"description", {"by hand"}}}, nullptr, desired({})).empty());
}

TEST(Diff, TakesBackOnlyTheValueThatAnEarlierStateWrote) {
  const auto before = desired({{"pwdAccountLockedTime", {"000001010000Z"}}});
  EXPECT_EQ(changes({{"pwdAccountLockedTime", {"000001010000Z"}}}, &before, desired({})),
            (ldap::Modifications{{Kind::remove, "pwdAccountLockedTime", {"000001010000Z"}}}));
  EXPECT_TRUE(changes({{"pwdAccountLockedTime", {"20260101000000Z"}}}, &before, desired({})).empty());
}

TEST(Diff, LeavesInitialAttributesAlone) {
  EXPECT_TRUE(
      changes({{"userPassword", {"{SSHA}by the person"}}}, nullptr, desired({{"userPassword", {"{SASL}jo"}}}))
          .empty());
}

TEST(Diff, LeavesTheValuesOfTheRdnToARename) {
  const auto after = desired({{"uid", {"b"}}}, "uid=b,ou=people");
  const auto actual = renamed({{"uid", {"a"}}}, *ldap::Dn::parse("uid=a,ou=people"), after.dn);
  EXPECT_TRUE(changes(actual, nullptr, after).empty());
}

TEST(Diff, ComparesNamesOfEntriesAsNames) {
  EXPECT_TRUE(changes({{"manager", {"UID=boss, OU=people,dc=example,dc=org"}}}, nullptr,
                      desired({{"manager", {"uid=boss,ou=people,dc=example,dc=org"}}}))
                  .empty());
}

TEST(Diff, LeavesOurOwnOldValuesWhereARuleKeepsThem) {
  const auto before = desired({{"mail", {"old@x.org"}}});
  auto after = desired({});
  after.kept = {"mail"};
  EXPECT_TRUE(changes({{"mail", {"old@x.org"}}}, &before, after).empty());
}

TEST(Diff, AddsAMissingObjectClassAndRemovesNone) {
  const auto after = desired({{"objectClass", {"inetOrgPerson"}}});
  EXPECT_TRUE(changes({{"objectClass", {"top", "InetOrgPerson", "posixAccount"}}}, nullptr, after).empty());
  EXPECT_EQ(changes({{"objectClass", {"person"}}}, nullptr, after),
            (ldap::Modifications{{Kind::add, "objectClass", {"inetOrgPerson"}}}));
}

TEST(Diff, FoldsValuesThatDifferOnlyInBlanksHyphensAndCase) {
  ldap::Attributes attributes = {{"telephoneNumber", {"+49 30-1", "+49301", "+49 30 2"}}};
  fold_alike(attributes);
  EXPECT_EQ(attributes["telephoneNumber"], (ldap::Values{"+49 30-1", "+49 30 2"}));
}

TEST(Diff, FillsWhatIsEmptyAndLeavesTheRest) {
  const auto after = desired({{"roomNumber", {"1"}}});
  EXPECT_EQ(changes({}, nullptr, after), (ldap::Modifications{{Kind::add, "roomNumber", {"1"}}}));
  EXPECT_EQ(changes({{"roomNumber", {"2"}}}, nullptr, after), ldap::Modifications());
}

TEST(Diff, MergesOwnValuesWithThoseOfOthers) {
  const auto before = desired({{"description", {"old"}}});
  const auto after = desired({{"description", {"new"}}});
  EXPECT_EQ(
      changes({{"description", {"theirs", "old"}}}, &before, after),
      (ldap::Modifications{{Kind::remove, "description", {"old"}}, {Kind::add, "description", {"new"}}}));
  EXPECT_EQ(changes({{"description", {"theirs", "new"}}}, &after, after), ldap::Modifications());
}

TEST(Diff, KeepsWhatARuleHasNoSayAboutNow) {
  const auto before = desired({{"mail", {"j@x.org"}}});
  auto after = desired({});
  after.kept.insert("mail");
  EXPECT_EQ(changes({{"mail", {"j@x.org"}}}, &before, after), ldap::Modifications());
}

TEST(Diff, WritesOverWhateverPolicyWhileDisabled) {
  const auto before = desired({{"loginShell", {"/bin/bash"}}});
  const auto after = disabled({{"loginShell", {"/sbin/nologin"}}}, {"loginShell"});
  EXPECT_EQ(changes({{"loginShell", {"/bin/zsh"}}}, &before, after),
            (ldap::Modifications{{Kind::remove, "loginShell", {"/bin/zsh"}},
                                 {Kind::add, "loginShell", {"/sbin/nologin"}}}));
}

TEST(Diff, PutsBackWhatDisablingWroteOver) {
  const auto before = disabled({{"loginShell", {"/sbin/nologin"}}}, {"loginShell"});
  const auto after = desired({{"loginShell", {"/bin/bash"}}});
  const ldap::Attributes saved = {{"loginShell", {"/bin/zsh"}}};
  EXPECT_EQ(changes({{"loginShell", {"/sbin/nologin"}}}, &before, after, saved),
            (ldap::Modifications{{Kind::remove, "loginShell", {"/sbin/nologin"}},
                                 {Kind::add, "loginShell", {"/bin/zsh"}}}));
}

TEST(Diff, PutsNothingBackWhereOthersWereSince) {
  const auto before = disabled({{"loginShell", {"/sbin/nologin"}}}, {"loginShell"});
  const auto after = desired({{"loginShell", {"/bin/bash"}}});
  EXPECT_EQ(changes({{"loginShell", {"/bin/false"}}}, &before, after, {{"loginShell", {"/bin/zsh"}}}),
            ldap::Modifications());
}

TEST(Diff, PutsBackWhatDisablingTookAway) {
  auto before = disabled({}, {"sshPublicKey"});
  const ldap::Attributes saved = {{"sshPublicKey", {"key 1", "key 2"}}};
  EXPECT_EQ(changes({}, &before, desired({}), saved),
            (ldap::Modifications{{Kind::add, "sshPublicKey", {"key 1", "key 2"}}}));
  EXPECT_EQ(changes({{"sshPublicKey", {"theirs"}}}, &before, desired({}), saved), ldap::Modifications());
}

TEST(Diff, LeavesALockThatStoodThereBeforeOurs) {
  const auto before = disabled({{"nsAccountLock", {"true"}}}, {"nsAccountLock"});
  EXPECT_EQ(changes({{"nsAccountLock", {"true"}}}, &before, desired({}), {{"nsAccountLock", {"true"}}}),
            ldap::Modifications());
  EXPECT_EQ(changes({{"nsAccountLock", {"true"}}}, &before, desired({})),
            (ldap::Modifications{{Kind::remove, "nsAccountLock", {"true"}}}));
}

TEST(Diff, SetsBitsInTheNumberThatIsThere) {
  auto after = desired({});
  after.bits["userAccountControl"] = {2, 0};
  EXPECT_EQ(changes({{"userAccountControl", {"66048"}}}, nullptr, after),
            (ldap::Modifications{{Kind::remove, "userAccountControl", {"66048"}},
                                 {Kind::add, "userAccountControl", {"66050"}}}));
  EXPECT_EQ(changes({{"userAccountControl", {"514"}}}, nullptr, after), ldap::Modifications());
}

TEST(Diff, TurnsBackOnlyTheBitsItTurned) {
  auto before = desired({});
  before.bits["userAccountControl"] = {2, 0};
  EXPECT_EQ(
      changes({{"userAccountControl", {"66050"}}}, &before, desired({}), {{"userAccountControl", {"512"}}}),
      (ldap::Modifications{{Kind::remove, "userAccountControl", {"66050"}},
                           {Kind::add, "userAccountControl", {"66048"}}}));
  EXPECT_EQ(
      changes({{"userAccountControl", {"514"}}}, &before, desired({}), {{"userAccountControl", {"514"}}}),
      ldap::Modifications());
}

TEST(Diff, ReplacementsKeepTheValuesOfOthers) {
  const ldap::Modifications changes = {{Kind::remove, "description", {"old"}},
                                       {Kind::add, "description", {"new"}}};
  EXPECT_EQ(as_replacements(changes, {{"description", {"theirs", "old"}}}),
            (ldap::Modifications{{Kind::replace, "description", {"theirs", "new"}}}));
}

std::vector<ldap::AttributeName> left_empty(const mapping::Desired& before, const mapping::Desired& after,
                                            const ldap::Attributes& saved = {}) {
  return emptied(*a_mapping(), scim::ResourceType::user, {&before, saved}, after);
}

TEST(Emptied, AreAttributesThatLoseAllValues) {
  auto after = desired({{"cn", {"Joe"}}, {"mail", {"j@x.org"}}});
  after.owned.insert("description");
  after.owned.insert("roomNumber");
  const auto before =
      desired({{"cn", {"Jo"}}, {"mail", {"j@x.org", "k@x.org"}}, {"description", {"B"}}, {"sn", {"Jo"}}});
  EXPECT_EQ(left_empty(before, after), (std::vector<ldap::AttributeName>{"description", "sn"}));
}

TEST(Emptied, AreNoneThatOnlyTheNameKeeps) {
  EXPECT_TRUE(
      left_empty(desired({{"uid", {"a"}}}, "uid=a,ou=people"), desired({{"uid", {"b"}}}, "uid=b,ou=people"))
          .empty());
}

TEST(Emptied, AreNoneThatDisablingWroteOver) {
  const auto before = disabled({{"employeeType", {"disabled"}}}, {"employeeType"});
  EXPECT_TRUE(left_empty(before, desired({{"cn", {"Jo"}}})).empty());
}

}  // namespace
}  // namespace bridge::sync
