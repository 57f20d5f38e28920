#pragma once

#include "ldap/entry.h"
#include "ldap/failure.h"
#include "ldap/handles.h"

namespace bridge::ldap {

// Copies a search result entry out of libldap's message; values keep every byte, but for
// GUIDs, which become text (guid.h).
Outcome<Entry> read_entry(LDAP* handle, LDAPMessage* message);

}  // namespace bridge::ldap
