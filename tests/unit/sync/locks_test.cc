#include "sync/locks.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
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

Scope members(std::set<std::string> values) { return Scope::of_members(std::move(values)); }

TEST(ResourceLocks, LetDifferentMembersPassAndEqualOnesWait) {
  ResourceLocks locks;
  auto first = locks.hold(kOne, in(seconds(1)), members({"a", "b"}));
  ASSERT_TRUE(first);
  EXPECT_TRUE(locks.hold(kOne, in(milliseconds(0)), members({"c"})));
  EXPECT_FALSE(locks.hold(kOne, in(milliseconds(0)), members({"b", "c"})));
  EXPECT_FALSE(locks.hold(kOne, in(milliseconds(0))));
}

TEST(ResourceLocks, LetNobodyOvertakeWhoWaitsForTheWhole) {
  ResourceLocks locks;
  auto first =
      std::make_unique<Result<ResourceLocks::Hold>>(locks.hold(kOne, in(seconds(1)), members({"a"})));
  ASSERT_TRUE(*first);
  std::atomic<bool> whole = false;
  std::jthread waiter([&] {
    auto hold = locks.hold(kOne, in(seconds(10)));
    EXPECT_TRUE(hold);
    whole = true;
  });
  // Once the waiter stands in line, members that nobody holds wait behind it.
  while (locks.hold(kOne, in(milliseconds(0)), members({"b"}))) std::this_thread::yield();
  EXPECT_FALSE(whole);
  first.reset();
  EXPECT_TRUE(locks.hold(kOne, in(seconds(10)), members({"b"})));
}

}  // namespace
}  // namespace bridge::sync
