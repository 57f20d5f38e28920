#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>

#include "auth/key_set.h"
#include "base/clock.h"

namespace bridge::auth {

// An issuer's keys, kept fresh by a thread of its own: read at the start, every hour, and when somebody shows
// a key that is not known, but not more often than the least interval, so that nobody can make us ask all the
// time. Keys that could not be read again for a day count no more. Any thread.
class KeySource {
 public:
  using Fetch = std::function<Result<std::string>(const std::string& location)>;
  struct Times {
    std::chrono::milliseconds between{std::chrono::hours(1)};
    std::chrono::milliseconds least{
        std::chrono::seconds(10)};  // Also the time to the next try after a failure.
    std::chrono::milliseconds life{std::chrono::hours(24)};
  };

  KeySource(std::string location, Fetch fetch, const Clock& clock, Times times);
  ~KeySource();

  // The keys when this one is among them. Null: it is not, or nothing is known; *later* is set when that may
  // change at any moment, because they are being read.
  std::shared_ptr<const KeySet> with_key(const std::string& key_id, bool& later);

 private:
  void run(const std::stop_token& stop);
  void refresh();
  bool may_ask(SteadyTime now) const { return !asked_ || now >= *asked_ + times_.least; }

  const std::string location_;
  const Fetch fetch_;
  const Clock& clock_;
  const Times times_;

  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::shared_ptr<const KeySet> keys_;
  std::optional<SteadyTime> asked_;  // When the last try began.
  SteadyTime learnt_;                // When the keys were last read.
  bool wanted_ = true;               // A reading is due or running.
  bool failing_ = false;
  std::jthread thread_;
};

}  // namespace bridge::auth
