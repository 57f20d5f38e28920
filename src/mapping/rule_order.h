#pragma once

#include "base/document.h"
#include "mapping/rule.h"

namespace bridge::mapping {

// Brings the rules into an order in which each stands behind those whose results it reads (`${ldap.NAME}`),
// and fills in what follows from that: sources, reads_password, and on_invalid where the file does not say
// (reject for what feeds the name of the entry, else skip). Results of unknown rules and rings are faults.
void order_rules(ResourceRules& rules, Faults& faults);

}  // namespace bridge::mapping
