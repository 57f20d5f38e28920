#include "sync/member_values.h"

#include <gtest/gtest.h>

namespace bridge::sync {
namespace {

using Kind = ldap::Modification::Kind;

MemberValues numbered(int count) {
  MemberValues values;
  for (int i = 0; i < count; ++i) values["member"].push_back("uid=" + std::to_string(i) + ",dc=x");
  return values;
}
const MemberValues kPlaceholder = {{"member", {"cn=empty,dc=x"}}};

std::size_t count(const ldap::Modifications& changes, Kind kind) {
  std::size_t values = 0;
  for (const auto& change : changes)
    if (change.kind == kind) values += change.values.size();
  return values;
}

TEST(MemberValues, GoInStepsThatEachFitIntoARequest) {
  const auto steps = in_steps(numbered(1100), {});
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(count(steps[0], Kind::add), 500u);
  EXPECT_EQ(count(steps[2], Kind::add), 100u);
  EXPECT_TRUE(in_steps({}, {}).empty());
}

TEST(MemberValues, TakeThePlaceholderAwayWithTheFirstOfThem) {
  const auto steps = in_steps(numbered(1100), kPlaceholder);
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(count(steps[0], Kind::remove), 1u);
  EXPECT_EQ(count(steps[1], Kind::remove) + count(steps[2], Kind::remove), 0u);
}

TEST(MemberValues, BringThePlaceholderWithTheLastOfThem) {
  const auto steps = in_steps(kPlaceholder, numbered(1100));
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(count(steps[0], Kind::add) + count(steps[1], Kind::add), 0u);
  EXPECT_EQ(count(steps[2], Kind::add), 1u);
  EXPECT_EQ(count(steps[2], Kind::remove), 100u);
}

TEST(MemberValues, AreTakenAwayByWhatTheyName) {
  MemberValues values = {{"member", {"uid=A, dc=X", "uid=b,dc=x"}}, {"memberUid", {"A"}}};
  take_away(values, {{"member", {"UID=a,dc=x"}}, {"memberUid", {"a"}}});
  EXPECT_EQ(values, (MemberValues{{"member", {"uid=b,dc=x"}}, {"memberUid", {"A"}}}));
}

TEST(MemberValues, AreDnsAndAliasesAsTheRulesSay) {
  mapping::MemberRules rules;
  rules.write = {{"member"}, {"memberUid", "uid"}};
  const auto dn = *ldap::Dn::parse("cn=jo,dc=x");
  EXPECT_EQ(values_of(rules, dn, {{"uid", "jo"}}),
            (MemberValues{{"member", {"cn=jo,dc=x"}}, {"memberUid", {"jo"}}}));
  EXPECT_EQ(values_of(rules, dn, {}), (MemberValues{{"member", {"cn=jo,dc=x"}}}));
}

}  // namespace
}  // namespace bridge::sync
