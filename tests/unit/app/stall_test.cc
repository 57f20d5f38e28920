#include "app/stall.h"

#include <gtest/gtest.h>

namespace bridge::app {
namespace {

using std::chrono::minutes;

TEST(Stall, GrowsWhileSomethingStaysWhereItIs) {
  Stall stall;
  const SteadyTime begin{};
  EXPECT_EQ(stall.look("reading 7", begin), minutes(0));
  EXPECT_EQ(stall.look("reading 7", begin + minutes(3)), minutes(3));
  EXPECT_EQ(stall.look("reading 8", begin + minutes(4)), minutes(0));
}

TEST(Stall, DoesNotCountWhatHasNothingToDo) {
  Stall stall;
  EXPECT_EQ(stall.look("", SteadyTime{}), minutes(0));
  EXPECT_EQ(stall.look("", SteadyTime{} + minutes(60)), minutes(0));
}

}  // namespace
}  // namespace bridge::app
