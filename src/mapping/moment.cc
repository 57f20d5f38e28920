#include "mapping/moment.h"

#include <fmt/core.h>

#include "scim/date_time.h"

namespace bridge::mapping {
namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr std::int64_t kSecondsFrom1601To1970 = 11'644'473'600;
constexpr std::int64_t kFiletimeSecond = 10'000'000;

// A generalizedTime respelled as a dateTime; what is none stays none.
std::string respelled(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits != 10 && digits != 12 && digits != 14) return std::string(text);
  const auto two = [&](std::size_t at) { return at < digits ? text.substr(at, 2) : "00"; };
  std::string zone(text.substr(digits));
  if (zone.size() >= 5 && (zone[zone.size() - 5] == '+' || zone[zone.size() - 5] == '-'))
    zone.insert(zone.size() - 2, ":");
  return fmt::format("{}-{}-{}T{}:{}:{}{}", text.substr(0, 4), two(4), two(6), two(8), two(10), two(12),
                     zone);
}

struct Calendar {
  int year;
  unsigned month, day;
  long hour, minute, second;
};

Calendar calendar_of(Moment moment) {
  const auto day = std::chrono::floor<days>(moment);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(moment - day);
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          time.hours().count(),
          time.minutes().count(),
          time.seconds().count()};
}

}  // namespace

std::optional<Moment> parse_moment(std::string_view text) {
  const auto instant = scim::parse_date_time(respelled(text));
  if (!instant) return std::nullopt;
  const auto moment = std::chrono::floor<seconds>(*instant);
  const int year = calendar_of(moment).year;
  if (year < 0 || year > 9999) return std::nullopt;
  return moment;
}

std::string to_generalized_time(Moment moment) {
  const Calendar at = calendar_of(moment);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}Z", at.year, at.month, at.day, at.hour, at.minute,
                     at.second);
}

std::string to_date_time(Moment moment) {
  const Calendar at = calendar_of(moment);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", at.year, at.month, at.day, at.hour, at.minute,
                     at.second);
}

std::string to_days(Moment moment) {
  return std::to_string(std::chrono::floor<days>(moment).time_since_epoch().count());
}

std::string to_filetime(Moment moment) {
  const std::int64_t since_1601 = moment.time_since_epoch().count() + kSecondsFrom1601To1970;
  return std::to_string(std::max<std::int64_t>(since_1601, 0) * kFiletimeSecond);
}

}  // namespace bridge::mapping
