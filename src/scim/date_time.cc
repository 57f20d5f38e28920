#include "scim/date_time.h"

#include <cstddef>

namespace bridge::scim {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Eats a text from its front; every step answers whether the text went on as asked.
class Eater {
 public:
  explicit Eater(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  bool one_of(std::string_view characters) {
    if (rest_.empty() || characters.find(rest_[0]) == characters.npos) return false;
    last_ = rest_[0];
    rest_.remove_prefix(1);
    return true;
  }
  char last() const { return last_; }

  bool digits(std::size_t count, int& number) {
    number = 0;
    for (; count > 0; --count) {
      if (!one_of("0123456789")) return false;
      number = number * 10 + (last_ - '0');
    }
    return true;
  }

  bool fraction(std::chrono::microseconds& part) {
    if (!one_of(".,")) return true;
    if (rest_.empty() || !is_digit(rest_[0])) return false;
    for (int unit = 100'000; one_of("0123456789"); unit /= 10)
      part += std::chrono::microseconds(unit * (last_ - '0'));
    return true;
  }

 private:
  std::string_view rest_;
  char last_ = 0;
};

std::optional<std::chrono::sys_days> eat_date(Eater& eater) {
  int year = 0, month = 0, day = 0;
  const bool shaped = eater.digits(4, year) && eater.one_of("-") && eater.digits(2, month) &&
                      eater.one_of("-") && eater.digits(2, day);
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!shaped || !date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

std::optional<std::chrono::microseconds> eat_time(Eater& eater) {
  int hour = 0, minute = 0, second = 0;
  std::chrono::microseconds part{0};
  const bool shaped = eater.digits(2, hour) && eater.one_of(":") && eater.digits(2, minute) &&
                      eater.one_of(":") && eater.digits(2, second) && eater.fraction(part);
  if (!shaped || hour > 24 || minute > 59 || second > 60) return std::nullopt;  // 60: a leap second.
  return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second) + part;
}

std::optional<std::chrono::minutes> eat_zone(Eater& eater) {
  if (eater.at_end() || eater.one_of("Zz")) return std::chrono::minutes(0);
  if (!eater.one_of("+-")) return std::nullopt;
  const int sign = eater.last() == '-' ? -1 : 1;
  int hours = 0, minutes = 0;
  if (!eater.digits(2, hours) || !eater.one_of(":") || !eater.digits(2, minutes)) return std::nullopt;
  return std::chrono::minutes(sign * (hours * 60 + minutes));
}

}  // namespace

std::optional<Instant> parse_date_time(std::string_view text) {
  Eater eater(text);
  const auto date = eat_date(eater);
  if (!date) return std::nullopt;
  if (eater.at_end()) return Instant(*date);
  if (!eater.one_of("Tt")) return std::nullopt;
  const auto time = eat_time(eater);
  const auto zone = time ? eat_zone(eater) : std::nullopt;
  if (!zone || !eater.at_end()) return std::nullopt;
  return Instant(*date) + *time - *zone;
}

}  // namespace bridge::scim
