#pragma once

#include <string_view>

namespace bridge::scim {

inline constexpr std::size_t kLongestPath = 1024;  // Of an attribute path, in bytes.

// ATTRNAME of RFC 7643 section 2.1, and "$ref"; a digit may come first, because clients have such names.
bool is_attribute_name(std::string_view text);

}  // namespace bridge::scim
