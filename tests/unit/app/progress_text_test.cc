#include "app/progress_text.h"

#include <gtest/gtest.h>

namespace bridge::app {
namespace {

using namespace std::chrono_literals;

TEST(ProgressText, TellsHowFarAPhaseIs) {
  EXPECT_EQ(progress_text("waiting", 0, 0, 0ms), "waiting");
  EXPECT_EQ(progress_text("reading", 7, 0, 0ms), "reading 7");
  EXPECT_EQ(progress_text("comparing", 0, 200, 9s), "comparing 0 of 200 (0 %)");
  EXPECT_EQ(progress_text("comparing", 50, 200, 1s), "comparing 50 of 200 (25 %)");
  EXPECT_EQ(progress_text("comparing", 200, 200, 60s), "comparing 200 of 200 (100 %)");
  EXPECT_EQ(progress_text("reading", 205, 200, 60s), "reading 205 of 200 (100 %)");
}

TEST(ProgressText, EstimatesWhatIsLeft) {
  EXPECT_EQ(progress_text("comparing", 50, 200, 10s), "comparing 50 of 200 (25 %), about 30 s left");
  EXPECT_EQ(progress_text("comparing", 50, 200, 60s), "comparing 50 of 200 (25 %), about 3 min left");
  EXPECT_EQ(progress_text("comparing", 1, 200, 60s), "comparing 1 of 200 (0 %), about 4 h left");
}

TEST(PhaseClock, BeginsAnewWithEachPhase) {
  PhaseClock clock;
  const PhaseClock::Instant now{1h};
  EXPECT_EQ(clock.in("reading", now), 0ms);
  EXPECT_EQ(clock.in("reading", now + 5s), 5s);
  EXPECT_EQ(clock.in("comparing", now + 6s), 0ms);
  EXPECT_EQ(clock.in("comparing", now + 7s), 1s);
}

}  // namespace
}  // namespace bridge::app
