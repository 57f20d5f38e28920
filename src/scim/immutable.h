#pragma once

#include <nlohmann/json.hpp>

#include "base/result.h"
#include "scim/json.h"
#include "scim/schema.h"

namespace bridge::scim {

// Holds a body that is to follow another to what the schema calls immutable (RFC 7643 section 7): such a
// value stays once it is there. One that is left out is kept (RFC 7644 section 3.5.1); another one is refused
// with invalid_input/mutability that names the attribute.
Status keep_immutable(ResourceType type, const Json& before, Json& after);

}  // namespace bridge::scim
