#pragma once

#include "ldap/entry.h"
#include "mapping/mapping.h"
#include "store/reader.h"

namespace bridge::sync {

// What a group's entry holds to list people: values by member attribute.
using MemberValues = ldap::Attributes;

store::ListingRules listing_rules(const mapping::MemberRules& rules);

// What lists one person: the DN, or what the alias of that name says; nothing where there is none.
MemberValues values_of(const mapping::MemberRules& rules, const ldap::Dn& dn, const store::Aliases& aliases);

// What lists nobody but keeps the entry from being empty.
MemberValues placeholder_values(const mapping::MemberRules& rules);

// By what groups list a person with this entry, besides its DN. `kept` is what they did until now: values
// that are given once stay.
store::Aliases aliases_of(const mapping::Mapping& mapping, const mapping::Desired& entry,
                          const store::Aliases& kept);

void add_values(MemberValues& to, const MemberValues& values);   // May leave a value twice; see fold.
void fold(MemberValues& values);                                 // Each value once.
void take_away(MemberValues& from, const MemberValues& values);  // DNs that name one entry are equal.

// Whether a group's entry lists somebody besides these, placeholders aside.
bool lists_others(const mapping::MemberRules& rules, const ldap::Attributes& entry,
                  const MemberValues& known);

// What one request may carry, and the rest.
void split_members(const MemberValues& all, MemberValues& first, MemberValues& rest);

// The changes in steps that each fit into a request. Removals come in the first steps and additions, when
// they are fewer, in the last: so a placeholder goes with the first real member's coming and comes with the
// last one's going, and the entry is never empty in between.
std::vector<ldap::Modifications> in_steps(const MemberValues& add, const MemberValues& remove);

// Every value the group's entry should hold, the placeholder when there is no other. Streams the people.
Result<MemberValues> all_member_values(const store::Reader& reader, const mapping::MemberRules& rules,
                                       const scim::ResourceId& group);

}  // namespace bridge::sync
