#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace bridge::scim {

using Instant = std::chrono::sys_time<std::chrono::microseconds>;

// A dateTime of RFC 7643 section 2.3.5 as a point in time: "2008-01-23T04:56:22Z",
// "2008-01-23T04:56:22.123+01:00". A date alone means its midnight and a time without zone is taken as UTC.
// Nothing when it is neither.
std::optional<Instant> parse_date_time(std::string_view text);

}  // namespace bridge::scim
