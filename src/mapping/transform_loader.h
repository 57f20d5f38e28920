#pragma once

#include "base/section.h"
#include "mapping/transform.h"

namespace bridge::mapping {

// `transform = ["lower", { map = { … } }]` below a table; what is wrong goes to the section's faults.
std::vector<Transform> load_transforms(Section& table);

}  // namespace bridge::mapping
