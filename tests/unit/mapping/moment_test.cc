#include "mapping/moment.h"

#include <gtest/gtest.h>

namespace bridge::mapping {
namespace {

std::string ldap_time(std::string_view text) {
  const auto moment = parse_moment(text);
  return moment ? to_generalized_time(*moment) : "";
}

TEST(Moment, ReadsWhatScimAndLdapWrite) {
  for (const char* text :
       {"2024-01-31T12:00:00Z", "2024-01-31T13:00:00.999+01:00", "20240131120000Z", "202401311200Z",
        "2024013112Z", "20240131130000+0100", "20240131120000.5Z", "20240131120000,5Z"})
    EXPECT_EQ(ldap_time(text), "20240131120000Z") << text;
  EXPECT_EQ(ldap_time("2024-01-31"), "20240131000000Z");
}

TEST(Moment, RefusesWhatIsNoTime) {
  for (const char* text : {"", "soon", "20240231120000Z", "2024", "20240131Z", "20241331120000Z",
                           "20240131250000Z", "0000-01-01T00:00:00+23:59", "9999-12-31T23:59:59-01:00"})
    EXPECT_EQ(ldap_time(text), "") << text;
}

TEST(Moment, IsWrittenAsOthersCount) {
  const Moment moment = *parse_moment("2024-01-31T12:34:56Z");
  EXPECT_EQ(to_date_time(moment), "2024-01-31T12:34:56Z");
  EXPECT_EQ(to_days(moment), "19753");
  EXPECT_EQ(to_filetime(moment), "133511780960000000");
  EXPECT_EQ(to_days(*parse_moment("1969-12-31T23:00:00Z")), "-1");
  EXPECT_EQ(to_filetime(*parse_moment("1500-01-01")), "0");
}

TEST(Moment, GoesThereAndBack) {
  for (const char* text :
       {"0000-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2024-02-29T23:59:59Z", "9999-12-31T23:59:59Z"})
    EXPECT_EQ(to_date_time(*parse_moment(to_generalized_time(*parse_moment(text)))), text);
}

}  // namespace
}  // namespace bridge::mapping
