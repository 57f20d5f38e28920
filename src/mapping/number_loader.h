#pragma once

#include "base/section.h"
#include "mapping/rule.h"

namespace bridge::mapping {

// The tables of [numbers]; what is wrong goes to the section's faults.
std::vector<NumberPool> load_pools(Section numbers);

// Rules that allocate from a pool there is none of are faults.
void check_pools(const ResourceRules& rules, const std::vector<NumberPool>& pools, Faults& faults);

}  // namespace bridge::mapping
