#include "base/clock.h"

#include <gtest/gtest.h>

namespace bridge {
namespace {

using namespace std::chrono;

TEST(Rfc3339, PrintsMillisecondsInUtc) {
  EXPECT_EQ(to_rfc3339(WallTime(sys_days(2026y / November / 22) + 17h + 1min + 38s + 7ms)),
            "2026-11-22T17:01:38.007Z");
}

TEST(Rfc3339, PrintsTheEpochAndTimesBeforeIt) {
  EXPECT_EQ(to_rfc3339(WallTime(0ms)), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_rfc3339(WallTime(-1ms)), "1969-12-31T23:59:59.999Z");
}

TEST(SystemClock, SteadyTimeNeverGoesBack) {
  const SteadyTime first = system_clock().steady_now();
  EXPECT_LE(first, system_clock().steady_now());
}

TEST(SystemClock, KnowsTheDay) { EXPECT_GT(system_clock().now(), WallTime(sys_days(2024y / January / 1))); }

}  // namespace
}  // namespace bridge
