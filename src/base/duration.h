#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace bridge {

// "500ms", "20s", "5min", "2h", "30d": a whole number and its unit. Nothing when it is no such thing.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// The same in the largest unit that tells it exactly.
std::string print_duration(std::chrono::milliseconds length);

}  // namespace bridge
