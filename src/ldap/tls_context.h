#pragma once

#include "ldap/handles.h"
#include "ldap/settings.h"

namespace bridge::ldap {

// Gives this handle the settings' rules for certificates. All handles with the same rules share one TLS
// context (a context with the system's authorities costs megabytes); it is read afresh when the CA file
// changes. Returns a libldap code. Any thread.
int use_tls(LDAP* handle, const Settings& settings);

}  // namespace bridge::ldap
