#pragma once

#include "ldap/handles.h"
#include "ldap/settings.h"

namespace bridge::ldap {

// Gives this handle the settings' rules for certificates. All handles with the same rules share one TLS
// context (a context with the system's authorities costs megabytes); when the CA file or our own certificate
// changes a new one is made, and the old one stays in memory. Returns a libldap code. Any thread.
int use_tls(LDAP* handle, const Settings& settings);

// Whether the connection, after the handshake, speaks TLS 1.2 or newer. GnuTLS takes no notice of libldap's
// option for that (LDAP_OPT_X_TLS_PROTOCOL_MIN), so it is looked at before anything is said.
bool speaks_modern_tls(LDAP* handle);

}  // namespace bridge::ldap
