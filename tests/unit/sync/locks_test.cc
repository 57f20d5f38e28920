#include "sync/locks.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace bridge::sync {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const scim::ResourceId kOne{"one"};

SteadyTime in(milliseconds time) { return system_clock().steady_now() + time; }

TEST(ResourceLocks, LetsOneThreadInAtATime) {
  ResourceLocks locks;
  int inside = 0, most = 0, turns = 0;
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 200; ++j) {
        auto hold = locks.hold(kOne, in(seconds(10)));
        ASSERT_TRUE(hold);
        most = std::max(most, ++inside);
        ++turns;
        --inside;
      }
    });
  threads.clear();
  EXPECT_EQ(most, 1);
  EXPECT_EQ(turns, 1600);
}

TEST(ResourceLocks, GivesUpAtTheDeadline) {
  ResourceLocks locks;
  auto held = locks.hold(kOne, in(seconds(1)));
  ASSERT_TRUE(held);
  auto refused = locks.hold(kOne, in(milliseconds(1)));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Error::Code::unavailable);
}

TEST(ResourceLocks, DoesNotLetDifferentResourcesWaitForEachOther) {
  ResourceLocks locks;
  auto held = locks.hold(kOne, in(seconds(1)));
  EXPECT_TRUE(locks.hold(scim::ResourceId{"two"}, in(milliseconds(0))));
}

TEST(ResourceLocks, IsFreeAgainWhenTheHoldIsGone) {
  ResourceLocks locks;
  { auto held = locks.hold(kOne, in(seconds(1))); }
  EXPECT_TRUE(locks.hold(kOne, in(milliseconds(0))));
}

}  // namespace
}  // namespace bridge::sync
