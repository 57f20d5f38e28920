#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "store/records.h"

namespace bridge::app {

// Something that will end by itself and then stop the provisioning.
struct Ending {
  std::string what;  // "the certificate", "a token of 'entra'".
  WallTime at;

  bool operator==(const Ending&) const = default;
};

inline constexpr std::chrono::days kNotice{30};

// Of the certificate and of live credentials, those that end within the notice and for which nothing takes
// over: a client that has a credential of that kind with a longer life has been taken care of.
std::vector<Ending> ending_soon(std::optional<WallTime> certificate,
                                const std::vector<store::Credential>& credentials, WallTime now);

// Tells the log, at the start and twice a day, what ends soon. `look` is called on a thread of its own.
class ExpiryWatch {
 public:
  explicit ExpiryWatch(std::function<std::vector<Ending>()> look);

 private:
  void run(const std::stop_token& stop);

  std::function<std::vector<Ending>()> look_;
  std::mutex mutex_;
  std::condition_variable_any stopping_;
  std::jthread thread_;
};

}  // namespace bridge::app
