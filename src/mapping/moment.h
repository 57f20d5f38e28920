#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace bridge::mapping {

using Moment = std::chrono::sys_seconds;

// A dateTime of SCIM (RFC 7643 section 2.3.5) or a generalizedTime of LDAP (RFC 4517 section 3.3.13), in the
// years 0 to 9999. Nothing when it is neither. Pure.
std::optional<Moment> parse_moment(std::string_view text);

// What directories and SCIM write for it.
std::string to_generalized_time(Moment moment);  // "20240131120000Z"
std::string to_date_time(Moment moment);         // "2024-01-31T12:00:00Z"
std::string to_days(Moment moment);              // Since 1970, as shadowExpire counts.
std::string to_filetime(Moment moment);          // 100 ns since 1601, as accountExpires counts.

}  // namespace bridge::mapping
