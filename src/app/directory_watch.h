#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "app/change_trouble.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "ldap/pool.h"

namespace bridge::app {

// Looks every few seconds whether the directory answers, so that readiness turns red and green without a
// push. Any thread may ask.
class DirectoryWatch {
 public:
  // `back` is called when the directory answers again.
  DirectoryWatch(ldap::Pool& pool, const ChangeTrouble& changes, const Clock& clock,
                 std::function<void()> back);
  ~DirectoryWatch();

  // Why it does not answer, or takes no changes, for people; empty while it does. Blocks on nothing.
  std::string problem() const;

 private:
  std::string silence() const;  // Why it does not answer.
  void run(const std::stop_token& stop);
  ldap::Outcome<Done> ask();

  ldap::Pool& pool_;
  const ChangeTrouble& changes_;
  const Clock& clock_;
  std::function<void()> back_;
  mutable Guarded<std::string> problem_{"the directory was not asked yet"};
  std::mutex mutex_;
  std::condition_variable_any stopped_;
  std::jthread thread_;
};

}  // namespace bridge::app
