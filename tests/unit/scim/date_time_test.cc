#include "scim/date_time.h"

#include <gtest/gtest.h>

namespace bridge::scim {
namespace {

TEST(DateTime, IsAPointInTimeWhateverItsZone) {
  const auto instant = parse_date_time("2008-01-23T04:56:22Z");
  ASSERT_TRUE(instant);
  EXPECT_EQ(instant->time_since_epoch(), std::chrono::seconds(1201064182));
  for (const char* same : {"2008-01-23T04:56:22", "2008-01-23t04:56:22.000z", "2008-01-23T05:56:22+01:00",
                           "2008-01-22T22:26:22-06:30", "2008-01-23T04:56:22.0000000Z"})
    EXPECT_EQ(parse_date_time(same), instant) << same;
}

TEST(DateTime, CountsFractionsToTheMicrosecond) {
  const auto whole = parse_date_time("2008-01-23T04:56:22Z");
  EXPECT_EQ(*parse_date_time("2008-01-23T04:56:22.5Z") - *whole, std::chrono::milliseconds(500));
  EXPECT_EQ(*parse_date_time("2008-01-23T04:56:22.1234567Z") - *whole, std::chrono::microseconds(123456));
}

TEST(DateTime, MayBeADateAlone) {
  EXPECT_EQ(parse_date_time("2008-01-23"), parse_date_time("2008-01-23T00:00:00Z"));
}

TEST(DateTime, CoversAllYears) {
  EXPECT_TRUE(parse_date_time("0000-01-01T00:00:00Z"));
  EXPECT_TRUE(parse_date_time("9999-12-31T23:59:60.999999Z"));
  EXPECT_TRUE(parse_date_time("2024-02-29"));
}

TEST(DateTime, IsNothingElse) {
  for (const char* text :
       {"", "yesterday", "2008", "2008-1-2", "2008-02-30", "2008-13-01", "2008-01-23T", "2008-01-23T04:56",
        "2008-01-23T25:00:00Z", "2008-01-23T04:60:00Z", "2008-01-23T04:56:61Z", "2008-01-23T04:56:22.Z",
        "2008-01-23T04:56:22+1", "2008-01-23T04:56:22 00:00", "2008-01-23T04:56:22Zx", "2008-01-23 04:56:22"})
    EXPECT_FALSE(parse_date_time(text)) << text;
}

}  // namespace
}  // namespace bridge::scim
