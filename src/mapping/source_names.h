#pragma once

#include "mapping/source_path.h"

namespace bridge::mapping {

// Whether the names in a source can mean anything; see parse_source_path.
Status check_names(scim::ResourceType type, const SourcePath& source);

// The same for a filter over whole resources.
Status check_names(scim::ResourceType type, const scim::Filter& filter);

}  // namespace bridge::mapping
