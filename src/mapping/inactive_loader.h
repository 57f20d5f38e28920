#pragma once

#include "base/section.h"
#include "mapping/rule.h"

namespace bridge::mapping {

// [users.inactive]: set, remove, move, bits and lock. Leaves it to the caller to finish the section; what is
// wrong goes to its faults.
void load_inactive(Section& section, ResourceRules& rules);

}  // namespace bridge::mapping
