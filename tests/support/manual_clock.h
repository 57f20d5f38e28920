#pragma once

#include <atomic>

#include "base/clock.h"

namespace bridge::testing {

// A clock whose hands the test turns; they stand still otherwise. Any thread.
class ManualClock final : public Clock {
 public:
  WallTime now() const override { return WallTime() + passed(); }
  SteadyTime steady_now() const override { return SteadyTime() + passed(); }

  void advance(std::chrono::milliseconds by) { passed_ += by.count(); }

 private:
  std::chrono::milliseconds passed() const { return std::chrono::milliseconds(passed_); }

  std::atomic<std::chrono::milliseconds::rep> passed_ = 1'000'000'000;
};

}  // namespace bridge::testing
