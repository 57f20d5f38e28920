#pragma once

#include <vector>

#include "base/section.h"
#include "scim/extensions.h"

namespace bridge::config {

// Reads [[scim.schemas]]: the operator's own extension schemas. Faults go to the section's.
void read_extensions(Section& scim, std::vector<scim::Extension>& into);

}  // namespace bridge::config
