#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scim/json.h"
#include "scim/path.h"

namespace bridge::scim {

// Where a resource stands in a sorted list (RFC 7644 section 3.4.2.3): by numbers (dates and booleans are
// some), then by texts, and what has no value comes last. Texts are kept to a length, so that the keys of a
// million resources fit into memory; behind it they count as equal.
struct SortKey {
  enum class Kind { number, text, missing };

  Kind kind = Kind::missing;
  double number = 0;
  std::string text = {};

  static SortKey of(double number) { return {Kind::number, number, {}}; }
  static SortKey of(std::string_view text);  // As it shall compare: folded, unless case matters.

  bool operator==(const SortKey&) const = default;
  bool operator<(const SortKey& other) const;
};

// The path of `sortBy`. Fails with invalid_input/invalidPath for a complex attribute that has no `value`.
Result<AttributePath> parse_sort_path(ResourceType type, std::string_view text);

// The key of a resource in the form clients read. Of several values the primary one counts, else the first;
// of a complex one its `value`. Names that the schema does not know are looked for all the same.
SortKey sort_key(ResourceType type, const AttributePath& path, const Json& resource);

}  // namespace bridge::scim
