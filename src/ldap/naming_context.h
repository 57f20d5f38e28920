#pragma once

#include "ldap/session.h"

namespace bridge::ldap {

// The naming context that holds `dn` (RFC 4512 section 5.1), or `otherwise` where the server tells none.
Outcome<Dn> naming_context(Session& session, const Dn& dn, const Dn& otherwise);

}  // namespace bridge::ldap
