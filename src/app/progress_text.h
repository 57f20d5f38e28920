#pragma once

#include <chrono>
#include <string>

namespace bridge::app {

// "comparing 1200 of 20000 (6 %), about 3 min left": how far one phase is that began so long ago. Without an
// estimate while nothing can be told yet, without numbers where there are none. Pure.
std::string progress_text(const std::string& phase, long done, long of, std::chrono::milliseconds since);

// Remembers when the phase began that is shown.
class PhaseClock {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  // How long this phase lasts already.
  std::chrono::milliseconds in(const std::string& phase, Instant now);

 private:
  std::string phase_;
  Instant began_{};
};

}  // namespace bridge::app
