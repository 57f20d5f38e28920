#pragma once

#include <map>

#include "ldap/entry.h"
#include "mapping/desired.h"
#include "sync/value_change.h"

namespace bridge::sync {

// Flags inside attributes that hold one integer, as Active Directory's userAccountControl does. Pure.

// Sets and clears them in an entry that is to be made.
void set_bits(ldap::Attributes& attributes, const std::map<ldap::AttributeName, mapping::Bits>& bits);

// The same in an entry that holds `actual`.
ValueChange change_of_bits(const ldap::Attributes& actual, const ldap::AttributeName& name,
                           const mapping::Bits& bits);

// What puts back those that `bits` changed in an attribute whose old number is in `saved`, and no others.
mapping::Bits undoing(const mapping::Bits& bits, const ldap::Attributes& saved,
                      const ldap::AttributeName& name);

}  // namespace bridge::sync
