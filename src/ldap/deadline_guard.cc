#include "ldap/deadline_guard.h"

#include <sys/socket.h>

#include <condition_variable>
#include <mutex>
#include <set>
#include <stop_token>
#include <thread>
#include <utility>

namespace bridge::ldap {
namespace {

using Instant = std::chrono::steady_clock::time_point;
using Watched = std::pair<Instant, int>;  // Earliest first.

class Keeper {
 public:
  void watch(Watched watched) {
    bool sooner = false;
    {
      std::lock_guard lock(mutex_);
      watched_.insert(watched);
      sooner = watched.first < wakes_at_;
    }
    // Nearly always the thread wakes before then anyway: it keeps the date of a guard that is long gone.
    if (sooner) changed_.notify_one();
  }

  // No shutdown of this socket happens after the return, so it may be closed and its number used again.
  void forget(const Watched& watched) {
    std::lock_guard lock(mutex_);
    if (const auto found = watched_.find(watched); found != watched_.end()) watched_.erase(found);
  }

 private:
  void run(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      shut_down_overdue();
      wakes_at_ = watched_.empty() ? Instant::max() : watched_.begin()->first;
      const auto sooner = [this] { return !watched_.empty() && watched_.begin()->first < wakes_at_; };
      if (wakes_at_ == Instant::max()) {
        changed_.wait(lock, stop, sooner);
      } else {
        changed_.wait_until(lock, stop, wakes_at_, sooner);
      }
    }
  }

  void shut_down_overdue() {
    const auto now = std::chrono::steady_clock::now();
    while (!watched_.empty() && watched_.begin()->first <= now) {
      ::shutdown(watched_.begin()->second, SHUT_RDWR);
      watched_.erase(watched_.begin());
    }
  }

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::multiset<Watched> watched_;
  Instant wakes_at_ = Instant::min();
  std::jthread thread_{[this](const std::stop_token& stop) { run(stop); }};
};

Keeper& keeper() {
  static Keeper instance;
  return instance;
}

}  // namespace

DeadlineGuard::DeadlineGuard(int fd, std::chrono::milliseconds limit)
    : at_(std::chrono::steady_clock::now() + limit), fd_(fd) {
  keeper().watch({at_, fd_});
}

DeadlineGuard::~DeadlineGuard() { keeper().forget({at_, fd_}); }

}  // namespace bridge::ldap
