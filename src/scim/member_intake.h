#pragma once

#include <vector>

#include "base/result.h"
#include "scim/json.h"
#include "scim/member.h"

namespace bridge::scim {

// A `members` value of any shape clients send (a list, one object, a bare id, null) taken apart, each id
// once. Fails with invalid_input/invalidValue for an element without an id.
Result<std::vector<Member>> read_members(const Json& value);

}  // namespace bridge::scim
