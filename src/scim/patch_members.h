#pragma once

#include <optional>

#include "base/result.h"
#include "scim/patch.h"

namespace bridge::scim {

// Whether this is a group's member list, which is edited as rows and never stands in a body.
bool is_member_list(ResourceType type, const AttributePath& path);

// What an operation on `members` asks of the rows; nothing when it asks nothing (no members to add or
// remove).
Result<MemberEdits> member_edits(PatchOperation::Kind kind, const AttributePath& path,
                                 const std::optional<Json>& value);

// The same for members[…].
Result<MemberEdits> member_edits(PatchOperation::Kind kind, const ValuePathTarget& path,
                                 const std::optional<Json>& value);

}  // namespace bridge::scim
