#pragma once

#include <string>

#include "ldap/entry.h"

namespace bridge::ldap {

// LDIF (RFC 2849) as libldap writes it: values that are not safe text become base64, long lines are not
// folded.
std::string to_ldif(const Entry& entry);
std::string to_ldif(const Dn& dn, const Modifications& changes);
std::string rename_to_ldif(const Dn& dn, const Rdn& rdn, const Dn& new_parent);
std::string remove_to_ldif(const Dn& dn);

}  // namespace bridge::ldap
