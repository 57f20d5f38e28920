#include "http/bearer.h"

#include "base/text.h"
#include "http/syntax.h"

namespace bridge::http {

std::optional<std::string_view> bearer_token(std::string_view authorization) {
  const std::size_t blank = authorization.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  if (!equals_ignoring_ascii_case(authorization.substr(0, blank), "Bearer")) return std::nullopt;
  const std::string_view token = trim(authorization.substr(blank));
  if (token.empty()) return std::nullopt;
  return token;
}

}  // namespace bridge::http
