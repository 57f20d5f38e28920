#pragma once

#include "ldap/entry.h"
#include "mapping/mapping.h"

namespace bridge::sync {

// What an entry is thought to hold when it is changed.
struct Believed {
  const mapping::Desired* desired = nullptr;  // What we wrote, or null when it is not ours yet.
  ldap::Attributes saved = {};                // What stood there before disabling wrote over it.
};

// What must be changed in an entry that holds `actual` so that it holds what `after` wants: old values are
// removed by name and new ones added, so that a change that arrives late fails instead of undoing a newer
// one. Only attributes that `after` owns are touched, as their policies say, and of those that only `before`
// owned the values it wrote; what disabling wrote over is put back, unless others have changed it since. The
// values of the RDN are left alone. Pure.
ldap::Modifications changes_towards(const mapping::Mapping& mapping, scim::ResourceType type,
                                    const ldap::Attributes& actual, const Believed& before,
                                    const mapping::Desired& after);

// The attributes of which that leaves no value, where the entry holds what is believed; not those that
// disabling writes over. Pure.
std::vector<ldap::AttributeName> emptied(const mapping::Mapping& mapping, scim::ResourceType type,
                                         const Believed& before, const mapping::Desired& after);

// Whether what must be changed depends on what the entry really holds.
bool must_be_read(const mapping::Mapping& mapping, scim::ResourceType type, const mapping::Desired& before,
                  const mapping::Desired& after);

// Whether two DNs are spelled alike in their RDN: DNs that name one entry may differ in letter case, and a
// name that people see is worth a rename.
bool spelled_alike(const ldap::Dn& a, const ldap::Dn& b);

// The attributes an entry holds after it was renamed and the old RDN's values are gone.
ldap::Attributes renamed(ldap::Attributes attributes, const ldap::Dn& from, const ldap::Dn& to);

// The same changes to an entry that holds `actual`, each attribute's as one replacement: for attributes whose
// single values cannot be removed.
ldap::Modifications as_replacements(const ldap::Modifications& changes, const ldap::Attributes& actual);

// Folds values that differ in nothing but letter case, blanks and hyphens: what the loosest of the usual
// EQUALITY rules (telephoneNumberMatch) takes for one value.
void fold_alike(ldap::Attributes& attributes);

}  // namespace bridge::sync
