#include "base/duration.h"

#include <gtest/gtest.h>

namespace bridge {
namespace {

using namespace std::chrono_literals;

TEST(Duration, IsReadWithItsUnit) {
  EXPECT_EQ(parse_duration("500ms"), 500ms);
  EXPECT_EQ(parse_duration("20s"), 20s);
  EXPECT_EQ(parse_duration("5min"), 5min);
  EXPECT_EQ(parse_duration("2h"), 2h);
  EXPECT_EQ(parse_duration("30d"), std::chrono::days(30));
}

TEST(Duration, IsNothingElse) {
  for (const char* text : {"", "5", "d", "-5s", "5 s", "5m", "1.5h", "99999999999s", "5sx"})
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(Duration, IsToldInTheLargestUnitThatFits) {
  EXPECT_EQ(print_duration(90s), "90s");
  EXPECT_EQ(print_duration(120s), "2min");
  EXPECT_EQ(print_duration(24h), "1d");
}

}  // namespace
}  // namespace bridge
