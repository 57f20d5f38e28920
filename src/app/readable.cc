#include "app/readable.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

namespace bridge::app {
namespace {

std::string length_of(std::chrono::milliseconds length) {
  using namespace std::chrono;
  if (length < hours(1)) return fmt::format("{} min", floor<minutes>(length).count());
  if (length < hours(48)) return fmt::format("{} h", floor<hours>(length).count());
  return fmt::format("{} days", floor<days>(length).count());
}

}  // namespace

std::string with_separators(long number) {
  std::string digits = std::to_string(number);
  const std::size_t sign = number < 0 ? 1 : 0;
  for (std::size_t at = digits.size(); at > sign + 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string relative_to(WallTime now, WallTime time) {
  const auto ago = now - time;
  if (ago < std::chrono::minutes(1) && ago > -std::chrono::minutes(1)) return "just now";
  return ago > std::chrono::milliseconds(0) ? length_of(ago) + " ago" : "in " + length_of(-ago);
}

std::string short_utc(WallTime time) {
  return fmt::format("{:%e %b %H:%M} UTC", fmt::gmtime(std::chrono::floor<std::chrono::seconds>(time)));
}

}  // namespace bridge::app
