#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace bridge::http {

// A request target taken apart and percent-decoded (RFC 3986 section 3).
struct Target {
  std::vector<std::string> path;                           // Without empty segments: "//Users/" is {"Users"}.
  std::vector<std::pair<std::string, std::string>> query;  // In the order sent.

  bool operator==(const Target&) const = default;
};

// Splits first and decodes then, so "%2F" and "%26" are ordinary characters; '+' is a space in the query
// only; any byte may come of it, NUL too. The flag that Entra's admins put into the tenant URL,
// "aadOptscim062020", is left out in any case and with any value, wherever a client glued it:
// "?flag&filter=...", "?flag?filter=...", "?filter=...?flag". invalid_input when an escape is broken or the
// result is not UTF-8; nothing is guessed.
Result<Target> parse_target(std::string_view path, std::string_view query);

// "%41+b" -> "A b"; '+' only when asked for. Nothing when an escape is broken.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

}  // namespace bridge::http
