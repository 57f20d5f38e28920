#pragma once

#include "ldap/dn.h"
#include "ldap/failure.h"

namespace bridge::ldap {

// What the failure of an add or a rename means: a server that says no more than "other" about a very long
// name (OpenLDAP's back-mdb above some 250 bytes, escapes included) has refused it for good.
Failure with_long_name_refused(Failure failure, const Rdn& rdn);

}  // namespace bridge::ldap
