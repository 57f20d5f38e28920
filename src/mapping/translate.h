#pragma once

#include "mapping/mapping.h"
#include "mapping/rule.h"

namespace bridge::mapping {

// See the members of Mapping with these names.
Result<Desired> translate(const ResourceRules& rules, const scim::Resource& resource, const Secret* password,
                          const DnOf& dn_of, const Chosen& chosen, Trace* trace = nullptr);
// The attributes alone, as far as they can be made: without a name, and what is unusable left out.
Desired translate_attributes(const ResourceRules& rules, const scim::Resource& resource, const DnOf& dn_of,
                             const Chosen& chosen);
Result<std::vector<Choice>> choices(const ResourceRules& rules, const scim::Resource& resource);
std::vector<std::string> references(const ResourceRules& rules, const scim::Resource& resource);

}  // namespace bridge::mapping
