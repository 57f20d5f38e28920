#include "scim/conditions.h"

#include <gtest/gtest.h>

namespace bridge::scim {
namespace {

Resource at_version(long version) {
  Resource resource;
  resource.version = version;
  return resource;
}

class MatchingTag : public ::testing::TestWithParam<const char*> {};

TEST_P(MatchingTag, LetsIfMatchPassAndIfNoneMatchFail) {
  EXPECT_TRUE(check({GetParam(), ""}, at_version(3)));
  const auto refused = check({"", GetParam()}, at_version(3));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Error::Code::precondition);
  EXPECT_TRUE(is_known_already({"", GetParam()}, at_version(3)));
}

INSTANTIATE_TEST_SUITE_P(Written, MatchingTag,
                         ::testing::Values("W/\"3\"", "\"3\"", "*", " * ", "W/\"1\", W/\"3\"",
                                           "\"a,b\",\"3\"", "w/\"3\"", "3", "W/3", "1 , 3", "\"3",
                                           ", W/\"3\""));

class OtherTag : public ::testing::TestWithParam<const char*> {};

TEST_P(OtherTag, LetsIfMatchFailAndIfNoneMatchPass) {
  const auto refused = check({GetParam(), ""}, at_version(3));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Error::Code::precondition);
  EXPECT_NE(refused.error().message.find("W/\"3\""), std::string::npos) << refused.error().message;
  EXPECT_TRUE(check({"", GetParam()}, at_version(3)));
  EXPECT_FALSE(is_known_already({"", GetParam()}, at_version(3)));
}

INSTANTIATE_TEST_SUITE_P(Written, OtherTag,
                         ::testing::Values("W/\"4\"", "\"33\"", "\"\"", ",", "\"a,3\"", "W/\"1\", W/\"2\"",
                                           "**"));

TEST(Conditions, AreNoneWhenNotSent) {
  EXPECT_TRUE(check({}, at_version(3)));
  EXPECT_FALSE(is_known_already({}, at_version(3)));
}

TEST(Conditions, OnWhatIsToBeMadeOnlyAskThatItIsNew) {
  EXPECT_TRUE(check_for_new({}));
  EXPECT_TRUE(check_for_new({"", "*"}));
  EXPECT_FALSE(check_for_new({"W/\"1\"", ""}));
  EXPECT_FALSE(check_for_new({"*", ""}));
}

}  // namespace
}  // namespace bridge::scim
