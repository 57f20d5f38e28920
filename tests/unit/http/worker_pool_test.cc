#include "http/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace bridge::http {
namespace {

TEST(WorkerPool, RefusesJobsWhenItsQueueIsFull) {
  std::promise<void> begun;
  std::promise<void> go_on;
  WorkerPool pool(1, 2);
  ASSERT_TRUE(pool.submit([&] {
    begun.set_value();
    go_on.get_future().wait();
  }));
  begun.get_future().wait();
  EXPECT_TRUE(pool.submit([] {}));
  EXPECT_TRUE(pool.submit([] {}));
  EXPECT_FALSE(pool.submit([] {}));
  EXPECT_TRUE(pool.go_on([] {}));  // What was begun is not sent away.
  go_on.set_value();
}

TEST(WorkerPool, DoesWhatItAcceptedBeforeItStops) {
  std::atomic<int> done = 0;
  WorkerPool pool(2, 1000);
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(pool.submit([&] { ++done; }));
  pool.stop();
  EXPECT_EQ(done, 1000);
  EXPECT_FALSE(pool.submit([] {}));
  EXPECT_FALSE(pool.go_on([] {}));
}

TEST(WorkerPool, LetsGoOfAJobOnceItIsDone) {
  WorkerPool pool(1, 1);
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> watched = held;
  ASSERT_TRUE(pool.submit([held = std::move(held)] {}));
  pool.stop();
  EXPECT_TRUE(watched.expired());
}

TEST(WorkerPool, KnowsSinceWhenTheOldestJobIsWorkedOn) {
  std::promise<void> begun;
  std::promise<void> go_on;
  WorkerPool pool(2, 2);
  EXPECT_FALSE(pool.oldest_job());
  const auto before = system_clock().steady_now();
  ASSERT_TRUE(pool.submit([&] {
    begun.set_value();
    go_on.get_future().wait();
  }));
  begun.get_future().wait();
  const auto oldest = pool.oldest_job();
  ASSERT_TRUE(oldest);
  EXPECT_GE(*oldest, before);
  std::promise<void> later;
  ASSERT_TRUE(pool.submit([&] { later.set_value(); }));
  later.get_future().wait();
  EXPECT_EQ(pool.oldest_job(), oldest);
  go_on.set_value();
  pool.stop();
  EXPECT_FALSE(pool.oldest_job());
}

}  // namespace
}  // namespace bridge::http
