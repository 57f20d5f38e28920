#pragma once

#include <string_view>

namespace bridge::scim {

// ATTRNAME of RFC 7643 section 2.1, and "$ref"; a digit may come first, because clients have such names.
bool is_attribute_name(std::string_view text);

}  // namespace bridge::scim
