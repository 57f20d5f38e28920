#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "base/clock.h"
#include "ldap/pool.h"

namespace bridge::app {

// Looks every few seconds whether the directory answers, so that readiness turns red and green without a
// push. Any thread may ask.
class DirectoryWatch {
 public:
  // `back` is called when the directory answers again.
  DirectoryWatch(ldap::Pool& pool, const Clock& clock, std::function<void()> back);
  ~DirectoryWatch();

  bool healthy() const { return healthy_; }

 private:
  void run(const std::stop_token& stop);
  bool answers();

  ldap::Pool& pool_;
  const Clock& clock_;
  std::function<void()> back_;
  std::atomic<bool> healthy_ = false;  // Until it has answered once.
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace bridge::app
