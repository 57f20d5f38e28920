#include "http/worker_pool.h"

#include <pthread.h>

#include <cstdint>
#include <utility>

namespace bridge::http {

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue) : most_waiting_(queue) {
  for (std::size_t i = 0; i < threads; ++i) {
    ::pthread_setname_np(threads_.emplace_back([this] { work(); }).native_handle(), "request");
  }
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::submit(std::function<void()> job) { return take(std::move(job), most_waiting_); }

bool WorkerPool::go_on(std::function<void()> job) { return take(std::move(job), SIZE_MAX); }

bool WorkerPool::take(std::function<void()>&& job, std::size_t most_waiting) {
  {
    std::lock_guard lock(mutex_);
    if (stopping_ || jobs_.size() >= most_waiting) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

std::optional<SteadyTime> WorkerPool::oldest_job() const {
  std::lock_guard lock(mutex_);
  return begun_.empty() ? std::nullopt : std::optional(*begun_.begin());
}

void WorkerPool::stop() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  threads_.clear();  // Joins.
}

void WorkerPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    const auto begun = begun_.insert(system_clock().steady_now());
    lock.unlock();
    job();
    job = nullptr;  // What it holds goes before the lock is taken again.
    lock.lock();
    begun_.erase(begun);
  }
}

}  // namespace bridge::http
