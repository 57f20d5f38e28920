#pragma once

#include "mapping/desired.h"
#include "store/records.h"

namespace bridge::sync {

// What a client never sent is not absent: of an entry that was there before us (`ours` is set then), a rule
// that has no value owns its attribute only if it has written it since.
void leave_to_others(mapping::Desired& desired, const std::optional<std::set<ldap::AttributeName>>& ours);

// What is ours in such an entry once it holds `desired`. What stands there only while somebody is disabled is
// not: enabling gives it back.
std::set<ldap::AttributeName> ours_after(const std::optional<std::set<ldap::AttributeName>>& ours,
                                         const mapping::Desired& desired);

}  // namespace bridge::sync
