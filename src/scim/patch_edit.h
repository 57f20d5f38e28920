#pragma once

#include <optional>

#include "base/result.h"
#include "scim/patch.h"

namespace bridge::scim {

// Each carries out one operation on a body in normal form and leaves it in normal form, but for empty objects
// and lists and the list of schemas. On failure the body is half done: work on a copy.

// One attribute or a part of it. The path names an attribute (its `attribute` is not empty).
Status edit_attribute(ResourceType type, Json& body, PatchOperation::Kind kind, const AttributePath& path,
                      const std::optional<Json>& value);

// Those elements of a multi-valued attribute that a filter picks. Adding and replacing where none is there
// makes one that satisfies the filter, if the filter says enough.
Status edit_elements(ResourceType type, Json& body, PatchOperation::Kind kind, const ValuePathTarget& path,
                     const std::optional<Json>& value);

}  // namespace bridge::scim
