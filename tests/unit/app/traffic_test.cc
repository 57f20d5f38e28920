#include "app/traffic.h"

#include <gtest/gtest.h>

namespace bridge::app {
namespace {

using namespace std::chrono_literals;

const WallTime kNoon{std::chrono::hours(24 * 365 * 50 + 12)};

TEST(Traffic, SortsPushesByWhatCameOfThem) {
  Traffic traffic;
  for (const int status : {200, 201, 204, 400, 409, 503}) traffic.note("entra", "PATCH", status, kNoon);
  const auto history = traffic.history(kNoon, 10);
  ASSERT_EQ(history.size(), 144u);
  EXPECT_EQ(history.back().done, 3u);
  EXPECT_EQ(history.back().refused, 2u);
  EXPECT_EQ(history.back().failed, 1u);
}

TEST(Traffic, KnowsWhenAClientWasSeenAlsoWhenItOnlyReads) {
  Traffic traffic;
  traffic.note("entra", "GET", 200, kNoon);
  traffic.note("okta", "POST", 201, kNoon - 1min);
  EXPECT_EQ(traffic.clients().at("entra"), kNoon);
  EXPECT_EQ(traffic.clients().at("okta"), kNoon - 1min);
  EXPECT_EQ(traffic.history(kNoon, 10).back().done, 1u);
}

TEST(Traffic, LooksBackOneDayAndForgetsWhatIsOlder) {
  Traffic traffic;
  traffic.note("entra", "POST", 201, kNoon);
  EXPECT_EQ(traffic.history(kNoon + 9min, 10).back().done, 1u);
  EXPECT_EQ(traffic.history(kNoon + 10min, 10)[142].done, 1u);
  EXPECT_EQ(traffic.history(kNoon + 24h - 1min, 10).front().done, 1u);
  for (const auto& pushes : traffic.history(kNoon + 24h, 10)) EXPECT_EQ(pushes.done, 0u);
  traffic.note("entra", "POST", 201, kNoon + 24h);
  EXPECT_EQ(traffic.history(kNoon + 24h, 10).back().done, 1u);
}

}  // namespace
}  // namespace bridge::app
