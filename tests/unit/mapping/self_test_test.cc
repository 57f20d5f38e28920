#include <gtest/gtest.h>

#include "mapping/mapping.h"

namespace bridge::mapping {
namespace {

std::vector<std::string> failures_of(const std::string& tests) {
  const auto mapping = Mapping::parse(R"([users]
base = "ou=people,dc=x"
object_class = ["inetOrgPerson"]
rdn = "uid"
attributes = { uid = '${externalId}', mail = { from = 'emails.value', multi = "all" } }
[groups]
base = "ou=groups,dc=x"
object_class = ["groupOfMembers"]
rdn = "cn"
attributes = { cn = '${displayName}' }
)" + tests,
                                      "t");
  if (!mapping) return {mapping.error().message};
  return (*mapping)->run_tests();
}

using Lines = std::vector<std::string>;

TEST(SelfTests, PassWhenAllIsAsExpected) {
  EXPECT_EQ(failures_of(
                "[[tests]]\n"
                "user = { externalId = '1', userName = 'jo', emails = [{ value = 'b' }, { value = 'a' }] }\n"
                "expect = { dn = 'UID=1, ou=people,dc=x', mail = ['a', 'b'], cn = [] }\n"),
            Lines{});
}

TEST(SelfTests, SayWhatDiffersAndWhere) {
  EXPECT_EQ(
      failures_of("[[tests]]\n"
                  "user = { externalId = '1', userName = 'jo' }\n"
                  "expect = { dn = 'uid=2,dc=x', mail = ['a'], uid = [] }\n"),
      (Lines{"t:13:17: 'dn' should be \"uid=2,dc=x\", is \"uid=1,ou=people,dc=x\"",
             "t:13:38: 'mail' should be [\"a\"], is absent", "t:13:51: 'uid' should be absent, is [\"1\"]"}));
}

TEST(SelfTests, FailWhenThePushIsRefusedAndShouldNotBe) {
  EXPECT_EQ(
      failures_of("[[tests]]\nuser = { userName = 'jo' }\nexpect = { uid = '1' }\n"),
      Lines{
          "t:11:1: is refused: attribute 'externalId' (needed for uid, the name of the entry) has no value"});
}

TEST(SelfTests, FailWhenThePushIsNotRefusedAndShouldBe) {
  EXPECT_EQ(failures_of("[[tests]]\nuser = { userName = 'jo', externalId = '1' }\nrefused = 'externalId'\n"),
            Lines{"t:11:1: should be refused, but becomes \"uid=1,ou=people,dc=x\""});
}

TEST(SelfTests, FailWhenTheReasonIsAnother) {
  EXPECT_EQ(failures_of("[[tests]]\nuser = { userName = 'jo' }\nrefused = 'mail'\n"),
            Lines{"t:11:1: should be refused with \"mail\", but the reason is: attribute 'externalId' "
                  "(needed for uid, "
                  "the name of the entry) has no value"});
}

TEST(SelfTests, TestGroupsToo) {
  EXPECT_EQ(
      failures_of("[[tests]]\ngroup = { displayName = 'A' }\nexpect = { dn = 'cn=A,ou=groups,dc=x' }\n"),
      Lines{});
}

}  // namespace
}  // namespace bridge::mapping
