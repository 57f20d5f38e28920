#pragma once

#include "mapping/desired.h"
#include "store/records.h"

namespace bridge::sync {

// What a client never sent is not absent: of an entry that was there before us (`ours` is set then), a rule
// that has no value owns its attribute only if it has written it since.
void leave_to_others(mapping::Desired& desired, const std::optional<std::set<ldap::AttributeName>>& ours);

// Stands in `ours` for an attribute in which others' values are, also where a rule has a value: until a
// client pushes another one.
ldap::AttributeName left_alone(const ldap::AttributeName& name);

// Takes out of `ours` what a push has said something new about: of which the rules make something else now.
// Tells whether that was anything; then nobody knows what the entry holds there.
bool take_up(std::optional<std::set<ldap::AttributeName>>& ours, const ldap::Attributes& before,
             const ldap::Attributes& after);

// What is ours in such an entry once it holds `desired`. What stands there only while somebody is disabled is
// not: enabling gives it back.
std::set<ldap::AttributeName> ours_after(const std::optional<std::set<ldap::AttributeName>>& ours,
                                         const mapping::Desired& desired);

}  // namespace bridge::sync
