#pragma once

#include "base/section.h"
#include "mapping/rule.h"

namespace bridge::mapping {

// Where entries stand: one DN, or a list of { when, base } with a last one that always holds. What is wrong
// goes to the section's faults.
Placements load_placements(scim::ResourceType type, Section& section, std::string_view key);

}  // namespace bridge::mapping
