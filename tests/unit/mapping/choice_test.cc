#include "mapping/choice.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "mapping/mapping.h"

namespace bridge::mapping {
namespace {

using Kind = Choice::Kind;

Choice login(const std::string& wish, std::size_t max_length) {
  return {Kind::login, "uid", "", wish, max_length};
}

TEST(Choice, NumbersALoginThatIsTaken) {
  EXPECT_EQ(login("jo", 0).candidate(1), "jo");
  EXPECT_EQ(login("jo", 0).candidate(2), "jo2");
  EXPECT_EQ(login("jo", 0).candidate(117), "jo117");
}

TEST(Choice, CutsALoginSoThatTheNumberFits) {
  EXPECT_EQ(login("abcdef", 6).candidate(1), "abcdef");
  EXPECT_EQ(login("abcdef", 6).candidate(2), "abcde2");
  EXPECT_EQ(login("abcdef", 6).candidate(10), "abcd10");
  EXPECT_EQ(login("äöü", 3).candidate(2), "äö2");
  EXPECT_EQ(login("ab", 6).candidate(2), "ab2");
  EXPECT_EQ(login("ab", 1).candidate(10), "10");
}

std::shared_ptr<const Mapping> a_mapping() {
  const auto mapping = Mapping::parse(R"(
    [numbers.uid]
    range    = [10000, 59999]
    reserved = [[20000, 20999], 30000]
    mark     = "cn=uid,dc=x"
    [numbers.gid]
    range = [1, 2]
    [users]
    base = "ou=people,dc=x"
    object_class = ["posixAccount"]
    rdn = "uid"
    [users.attributes]
    homeDirectory = '/home/${ldap.uid}'
    uid       = { value = '${userName|before:@|lower|max:8}', policy = "initial", on_collision = "suffix" }
    uidNumber = [{ when = 'userType eq "Robot"', value = '9' }, { allocate = "uid" }]
    gidNumber = '${ldap.uidNumber}'
    [groups]
    base = "ou=groups,dc=x"
    object_class = ["posixGroup"]
    rdn = "cn"
    attributes = { cn = '${displayName}', gidNumber = { allocate = "gid", policy = "initial" } }
  )",
                                      "m");
  if (!mapping) throw std::runtime_error(mapping.error().message);
  return *mapping;
}

scim::Resource user(scim::Json body) {
  scim::Resource resource;
  resource.id = {"id-1"};
  resource.body = std::move(body);
  return resource;
}

Desired translated(const scim::Resource& resource, const Chosen& chosen) {
  return *a_mapping()->translate(
      resource, nullptr, [](const std::string&) { return std::nullopt; }, chosen);
}

ldap::Values values(const Desired& desired, const char* name) {
  const auto found = desired.attributes.find(name);
  return found == desired.attributes.end() ? ldap::Values{} : found->second;
}

TEST(Mapping, TellsWhatIsToBeChosen) {
  const auto choices = a_mapping()->choices(user({{"userName", "Josephine@ex.org"}}));
  ASSERT_TRUE(choices) << choices.error().message;
  EXPECT_EQ(*choices, (std::vector<Choice>{login("josephin", 8), {Kind::number, "uidNumber", "uid"}}));
}

TEST(Mapping, TellsNothingToChooseWhereAnotherAlternativeHolds) {
  const auto choices = a_mapping()->choices(user({{"userName", "r2"}, {"userType", "robot"}}));
  ASSERT_TRUE(choices);
  EXPECT_EQ(*choices, std::vector<Choice>{login("r2", 8)});
}

TEST(Mapping, TellsWhereNumbersComeFrom) {
  const std::vector<NumberPool> expected = {
      {"uid", 10000, 59999, {{20000, 20999}, {30000, 30000}}, *ldap::Dn::parse("cn=uid,dc=x")},
      {"gid", 1, 2}};
  EXPECT_EQ(a_mapping()->pools(), expected);
}

TEST(Translate, TakesWhatWasChosenAndLaterRulesSeeIt) {
  const auto resource = user({{"userName", "jo"}});
  const Desired desired = translated(resource, {{"UID", "jo2"}, {"uidNumber", "10007"}, {"cn", "other"}});
  EXPECT_EQ(desired.dn, *ldap::Dn::parse("uid=jo2,ou=people,dc=x"));
  EXPECT_EQ(values(desired, "homeDirectory"), ldap::Values{"/home/jo2"});
  EXPECT_EQ(values(desired, "uidNumber"), ldap::Values{"10007"});
  EXPECT_EQ(values(desired, "gidNumber"), ldap::Values{"10007"});
  EXPECT_FALSE(desired.owned.contains("cn"));
}

TEST(Translate, NeitherOwnsNorMakesANumberBeforeOneIsChosen) {
  const Desired desired = translated(user({{"userName", "jo"}}), {});
  EXPECT_EQ(desired.dn, *ldap::Dn::parse("uid=jo,ou=people,dc=x"));
  EXPECT_EQ(values(desired, "uidNumber"), ldap::Values{});
  EXPECT_FALSE(desired.owned.contains("uidNumber"));
}

TEST(Translate, AsksForNoNumberWhereAnotherAlternativeHolds) {
  const auto robot = user({{"userName", "r2"}, {"userType", "Robot"}});
  EXPECT_EQ(values(translated(robot, {{"uidNumber", "10007"}}), "uidNumber"), ldap::Values{"9"});
}

}  // namespace
}  // namespace bridge::mapping
