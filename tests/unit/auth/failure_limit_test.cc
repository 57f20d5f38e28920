#include "auth/failure_limit.h"

#include <gtest/gtest.h>

namespace bridge::auth {
namespace {

using namespace std::chrono_literals;

const SteadyTime kStart = SteadyTime() + 1h;

TEST(FailureLimit, LetsAFewPassAndRecoversByAndBy) {
  FailureLimit limit({3, 1000ms, 100});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.note("a", kStart)) << i;
  EXPECT_FALSE(limit.note("a", kStart));
  EXPECT_FALSE(limit.note("a", kStart + 999ms));
  EXPECT_TRUE(limit.note("a", kStart + 2s));
  EXPECT_FALSE(limit.note("a", kStart + 2s));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limit.note("a", kStart + 1min)) << i;
}

TEST(FailureLimit, CountsEveryKeyByItself) {
  FailureLimit limit({1, 1000ms, 100});
  EXPECT_TRUE(limit.note("a", kStart));
  EXPECT_FALSE(limit.note("a", kStart));
  EXPECT_TRUE(limit.note("b", kStart));
}

TEST(FailureLimit, KeepsWhoGoesOnFailingAmongManyOthers) {
  FailureLimit limit({1, std::chrono::hours(1), 100});
  EXPECT_TRUE(limit.note("guesser", kStart));
  for (int i = 0; i < 10'000; ++i) {
    limit.note("passer-by " + std::to_string(i), kStart);
    EXPECT_FALSE(limit.note("guesser", kStart)) << i;
  }
}

TEST(FailureKey, IsTheNetworkOfAnIpv6Address) {
  EXPECT_EQ(failure_key("2001:db8:1:2::1"), failure_key("2001:db8:1:2:ffff::9"));
  EXPECT_NE(failure_key("2001:db8:1:2::1"), failure_key("2001:db8:1:3::1"));
  EXPECT_NE(failure_key("192.0.2.1"), failure_key("192.0.2.2"));
  EXPECT_NE(failure_key("::ffff:192.0.2.1"), failure_key("::ffff:192.0.2.2"));
  EXPECT_EQ(failure_key("unix"), "unix");
}

}  // namespace
}  // namespace bridge::auth
