#include "sync/live_queue.h"

#include <gtest/gtest.h>

namespace bridge::sync {
namespace {

using namespace std::chrono_literals;

const scim::ResourceId kAnna{"anna"}, kBen{"ben"};
const SteadyTime kNow{1h};

TEST(LiveQueue, HandsOutEachOnceHoweverOftenItChanged) {
  LiveQueue queue;
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(queue.put(kAnna, false, kNow));
  EXPECT_EQ(queue.take(kNow), std::nullopt)
      << "A moment later, so that what belongs together comes together.";
  ASSERT_TRUE(queue.next_due());
  EXPECT_EQ(queue.take(*queue.next_due()), kAnna);
  EXPECT_TRUE(queue.empty());
  EXPECT_EQ(queue.next_due(), std::nullopt);
}

TEST(LiveQueue, LetsThoseRestWhoTakeLong) {
  LiveQueue queue;
  queue.looked(kAnna, 2s, kNow);
  queue.put(kAnna, false, kNow);
  queue.put(kBen, false, kNow);
  EXPECT_EQ(queue.take(kNow + 1s), kBen);
  EXPECT_EQ(queue.take(kNow + 19s), std::nullopt);
  EXPECT_EQ(queue.take(kNow + 20s), kAnna);
}

TEST(LiveQueue, LeavesACrowdToAPass) {
  LiveQueue queue;
  for (std::size_t i = 0; i < LiveQueue::kMost; ++i)
    ASSERT_TRUE(queue.put(scim::ResourceId{std::to_string(i)}, false, kNow));
  EXPECT_FALSE(queue.put(kAnna, false, kNow));
  EXPECT_TRUE(queue.empty());
}

TEST(LiveQueue, LeavesManyWhoAreGoneToAPassThatAsks) {
  LiveQueue queue;
  for (std::size_t i = 0; i < LiveQueue::kMostGone; ++i)
    ASSERT_TRUE(queue.put(scim::ResourceId{std::to_string(i)}, true, kNow));
  EXPECT_TRUE(queue.put(kAnna, false, kNow));
  while (queue.take(kNow + 1s)) continue;
  EXPECT_FALSE(queue.put(kBen, true, kNow + 9min)) << "Also when they go one by one.";
  EXPECT_TRUE(queue.put(kBen, true, kNow + 10min));
}

TEST(LiveQueue, KnowsWhoIsChangedAgainAndAgain) {
  LiveQueue queue;
  for (int i = 0; i < 5; ++i) {
    EXPECT_FALSE(queue.is_contested(kAnna, kNow));
    queue.repaired(kAnna, kNow);
  }
  EXPECT_TRUE(queue.is_contested(kAnna, kNow));
  EXPECT_FALSE(queue.is_contested(kBen, kNow));
  EXPECT_FALSE(queue.is_contested(kAnna, kNow + 10min)) << "After a while it is tried again.";
}

}  // namespace
}  // namespace bridge::sync
