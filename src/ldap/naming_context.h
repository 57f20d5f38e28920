#pragma once

#include "ldap/session.h"

namespace bridge::ldap {

// The naming context that holds `dn` (RFC 4512 section 5.1), or `dn` itself where the server tells none.
Outcome<Dn> naming_context(Session& session, const Dn& dn);

}  // namespace bridge::ldap
