#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "scim/sort.h"

namespace bridge::scim {

// Behind which resource a page begins. It names no place in a list but a place in the order, so resources
// that come and go meanwhile neither repeat nor hide others.
struct Position {
  SortKey key;
  std::int64_t row = 0;  // Among equal keys.

  bool operator==(const Position&) const = default;
};

// Cursors of RFC 9865: a position in letters and digits, of one query, for a while. Nothing is remembered
// here for the client's sake. `query` is any text that is the same for the same question.
std::string to_cursor(const Position& position, std::string_view query, WallTime now);

// Fails with invalid_input and the scimType invalidCursor (made for another query, or not by us) or
// expiredCursor (older than `life`).
Result<Position> read_cursor(std::string_view cursor, std::string_view query, WallTime now,
                             std::chrono::seconds life);

}  // namespace bridge::scim
