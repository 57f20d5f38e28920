#pragma once

#include <optional>
#include <string_view>

namespace bridge::http {

// The token of "Bearer abc" (RFC 6750 section 2.1), the scheme in any case, or nothing. Points into
// `authorization`.
std::optional<std::string_view> bearer_token(std::string_view authorization);

}  // namespace bridge::http
