#pragma once

#include "mapping/mapping.h"
#include "mapping/rule.h"

namespace bridge::mapping {

// See the members of Mapping with these names.
Result<Desired> translate(const ResourceRules& rules, const scim::Resource& resource, const Secret* password,
                          const DnOf& dn_of, const Chosen& chosen, Trace* trace = nullptr);
Result<std::vector<Choice>> choices(const ResourceRules& rules, const scim::Resource& resource);
std::vector<std::string> references(const ResourceRules& rules, const scim::Resource& resource);

}  // namespace bridge::mapping
