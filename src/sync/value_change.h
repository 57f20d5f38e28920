#pragma once

#include "ldap/entry.h"
#include "mapping/desired.h"

namespace bridge::sync {

// Values of one attribute as sets: equal to the byte, or as DNs that name one entry. Pure.
bool holds(const ldap::Values& values, const std::string& value);
ldap::Values without(const ldap::Values& values, const ldap::Values& others);
ldap::Values common(const ldap::Values& values, const ldap::Values& others);

// What one attribute loses and gains.
struct ValueChange {
  ldap::Values remove;
  ldap::Values add;

  bool operator==(const ValueChange&) const = default;
};

// What a policy makes of an attribute that has some values and is wanted to have others. `wrote` are those
// that came from us; `naming` are in the RDN and stay.
ValueChange change_by(mapping::Policy policy, const ldap::Values& have, const ldap::Values& want,
                      const ldap::Values& wrote, const ldap::Values& naming);

}  // namespace bridge::sync
