#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapping/source_path.h"
#include "mapping/transform.h"

namespace bridge::mapping {

// The one value of which the transforms make this one, where that can be told.
std::optional<std::string> before_transforms(const std::vector<Transform>& transforms, std::string value);

// Writes what reading that path gives, so that it gives this: into an element of a multi-valued attribute
// that the path's value filter describes, else into a new one. Nothing that stands there is written over.
// False when the path cannot be written, or something else stands there.
bool assign(scim::ResourceType type, const SourcePath& source, const std::string& value, scim::Json& body);

}  // namespace bridge::mapping
