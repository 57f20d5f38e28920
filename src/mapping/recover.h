#pragma once

#include "mapping/recovered.h"
#include "mapping/rule.h"

namespace bridge::mapping {

// The mapping backwards, for entries that were there before us or whose state was lost. Inverts what can be
// inverted: rules of one path, also with text around it, value filters, lookups in which no two keys have one
// value; of fallbacks the first that explains the entry without making another rule disagree with it. Pure.
Recovered recover(const ResourceRules& rules, const ldap::Entry& entry);

}  // namespace bridge::mapping
