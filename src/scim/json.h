#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bridge::scim {

using Json = nlohmann::json;

// Parses one JSON text from outside. Refused with invalid_input/invalidSyntax, always saying where: anything
// RFC 8259 does not allow, duplicate keys, nesting deeper than 64, text that is not UTF-8, numbers that do
// not fit. The only place that parses, as to_text is the only one that prints: each is slow to compile.
Result<Json> parse_json(std::string_view text);

std::string to_text(const Json& json);

}  // namespace bridge::scim
