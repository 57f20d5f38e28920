#pragma once

#include <string>

#include "mapping/rule.h"

namespace bridge::mapping {

// Whether the person is disabled.
bool is_inactive(const Facts& facts);

// Where the entry stands whose attributes were made (facts.written), and by which name. Fails with
// invalid_input that names the SCIM attributes.
Result<ldap::Dn> dn_of_entry(const ResourceRules& rules, const Facts& facts);

// A rule in words for people who push: "attribute 'externalId' (needed for uid, the name of the entry)".
std::string describe(const ResourceRules& rules, const Rule& rule);

}  // namespace bridge::mapping
