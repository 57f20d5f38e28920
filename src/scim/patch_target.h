#pragma once

#include <string_view>

#include "base/result.h"
#include "scim/patch.h"

namespace bridge::scim {

// The path of a PATCH operation (RFC 7644 figure 7). Fails with invalidPath for what is malformed.
Result<PatchTarget> parse_patch_target(ResourceType type, std::string_view path);

// What is well said may still make no sense: a part of a simple attribute or a filter on one that takes one
// value (invalidPath), an attribute that clients may not write (mutability).
Status check_target(ResourceType type, const PatchTarget& target);

// Whether clients may not write there, or only once.
bool is_read_only(ResourceType type, const PatchTarget& target);
bool is_immutable(ResourceType type, const PatchTarget& target);

std::string to_text(const PatchTarget& target);

}  // namespace bridge::scim
