#include "base/duration.h"

#include <fmt/core.h>

#include <charconv>
#include <cstdint>

namespace bridge {
namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  milliseconds length;
};
constexpr Unit kUnits[] = {
    {"ms", milliseconds(1)},      {"s", std::chrono::seconds(1)}, {"min", std::chrono::minutes(1)},
    {"h", std::chrono::hours(1)}, {"d", std::chrono::days(1)},
};

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
  std::int32_t count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc() || count < 0) return std::nullopt;
  const std::string_view rest = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const Unit& unit : kUnits)
    if (rest == unit.name) return count * unit.length;
  return std::nullopt;
}

std::string print_duration(milliseconds length) {
  const Unit* best = kUnits;
  for (const Unit& unit : kUnits)
    if (length >= unit.length && length % unit.length == milliseconds(0)) best = &unit;
  return fmt::format("{}{}", length / best->length, best->name);
}

}  // namespace bridge
