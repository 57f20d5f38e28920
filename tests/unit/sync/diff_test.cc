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
                            const mapping::Desired& after) {
  return changes_towards(*a_mapping(), scim::ResourceType::user, actual, before, after);
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

}  // namespace
}  // namespace bridge::sync
