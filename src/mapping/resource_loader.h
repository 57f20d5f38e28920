#pragma once

#include "base/section.h"
#include "mapping/rule.h"

namespace bridge::mapping {

// Reads what [users] and [groups] have in common: where entries stand, how they are named, their attributes.
// Leaves it to the caller to ask for further keys and to finish the section.
ResourceRules load_resource_rules(scim::ResourceType type, Section& section);

// When all else is known.
void collect_bases(ResourceRules& rules);

}  // namespace bridge::mapping
