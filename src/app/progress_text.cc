#include "app/progress_text.h"

#include <fmt/core.h>

#include <algorithm>

namespace bridge::app {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTooEarlyToTell{2000};

std::string rough(milliseconds time) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(time).count();
  if (seconds < 90) return fmt::format("{} s", seconds);
  const auto minutes = (seconds + 59) / 60;
  return minutes < 90 ? fmt::format("{} min", minutes) : fmt::format("{} h", (minutes + 59) / 60);
}

}  // namespace

std::string progress_text(const std::string& phase, long done, long of, milliseconds since) {
  if (of <= 0) return done > 0 ? fmt::format("{} {}", phase, done) : phase;
  const long shown = std::min(done, of);  // There may be more entries than we know of.
  std::string text = fmt::format("{} {} of {} ({} %)", phase, done, of, shown * 100 / of);
  if (since < kTooEarlyToTell || shown == 0 || shown == of) return text;
  const auto left = since * (of - shown) / shown;
  return text + fmt::format(", about {} left", rough(left));
}

milliseconds PhaseClock::in(const std::string& phase, Instant now) {
  if (phase != phase_) {
    phase_ = phase;
    began_ = now;
  }
  return std::chrono::duration_cast<milliseconds>(now - began_);
}

}  // namespace bridge::app
