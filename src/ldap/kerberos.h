#pragma once

#include <string>

namespace bridge::ldap {

// Settings::keytab says who we are from now on; tickets are kept in memory. Kerberos takes both from the
// environment, so call it before there are other threads.
void use_keytab(const std::string& keytab);

}  // namespace bridge::ldap
