#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/guarded.h"

namespace bridge::auth {

// Counts failures of each key (an address, a client's name), so that guessing and flooding the log become
// slow. Failures drain away one by one; who fails faster than that is over the limit. Memory is bounded
// however many keys there are: those not heard of for the longest are forgotten. Any thread.
class FailureLimit {
 public:
  struct Settings {
    int at_once = 10;                        // Failures that are nothing special.
    std::chrono::milliseconds drains{6000};  // One of them is forgotten in this time.
    std::size_t keys = 20'000;
  };

  FailureLimit() : FailureLimit(Settings{}) {}
  explicit FailureLimit(const Settings& settings) : settings_(settings) {}

  // Notes one failure. False when the key is over its limit; it stays so until it fails less often.
  bool note(std::string_view key, SteadyTime now);

 private:
  using Table = std::unordered_map<std::string, SteadyTime>;  // When all of a key's failures are forgotten.
  struct Tables {
    Table young, old;
    SteadyTime& of(std::string_view key, std::size_t most);
  };

  Settings settings_;
  Guarded<Tables> tables_;
};

// By what an address is counted: IPv6 by its first 64 bits, because whoever has one such network has all its
// addresses (RFC 4291 section 2.5.4); anything else by itself.
std::string failure_key(std::string_view address);

}  // namespace bridge::auth
