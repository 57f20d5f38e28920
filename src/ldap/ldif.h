#pragma once

#include <string>

#include "ldap/entry.h"

namespace bridge::ldap {

// Change records in LDIF (RFC 2849) as libldap writes it: values that are not safe text become base64, long
// lines are not folded. Each ends with an empty line, so that one after the other they are a file for
// ldapmodify. Any thread.
std::string to_ldif(const Entry& entry);  // An add.
std::string to_ldif(const Dn& dn, const Modifications& changes);

// With no `newsuperior` when new_parent is empty.
std::string rename_to_ldif(const Dn& dn, const Rdn& rdn, const Dn& new_parent);
std::string remove_to_ldif(const Dn& dn);

}  // namespace bridge::ldap
