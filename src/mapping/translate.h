#pragma once

#include "mapping/mapping.h"
#include "mapping/rule.h"

namespace bridge::mapping {

// See Mapping::translate and Mapping::references.
Result<Desired> translate(const ResourceRules& rules, const scim::Resource& resource, const Secret* password,
                          const DnOf& dn_of);
std::vector<std::string> references(const ResourceRules& rules, const scim::Resource& resource);

}  // namespace bridge::mapping
