#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "scim/json.h"

namespace bridge::scim {

// The member of an object whose name is this but for case (RFC 7643 section 2.1), or null; also null when it
// is no object.
const Json* find_member(const Json& object, std::string_view name);
Json* find_member(Json& object, std::string_view name);

// null, "", [] and {} all say "no value" (RFC 7643 section 2.5).
bool is_empty(const Json& value);

}  // namespace bridge::scim
