#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"

namespace bridge::http {

// Threads that may block, and a bounded queue before them. Any thread submits.
class WorkerPool {
 public:
  // `queue`: how many jobs may wait, besides those being worked on.
  WorkerPool(std::size_t threads, std::size_t queue);

  // As stop().
  ~WorkerPool();

  // False, and nothing is kept, when the queue is full or the pool is stopping. A job must not throw.
  bool submit(std::function<void()> job);

  // When the job was begun that is being worked on for longest.
  std::optional<SteadyTime> oldest_job() const;
  // The same for what is left to do of a request that was let in: taken however many jobs wait.
  bool go_on(std::function<void()> job);

  // Takes no more jobs, does those it has, ends the threads.
  void stop();

 private:
  bool take(std::function<void()>&& job, std::size_t most_waiting);
  void work();

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  std::multiset<SteadyTime> begun_;  // Of the jobs being worked on.
  const std::size_t most_waiting_;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace bridge::http
