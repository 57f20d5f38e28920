#include "ldap/kerberos.h"

#include <cstdlib>

namespace bridge::ldap {

void use_keytab(const std::string& keytab) {
  ::setenv("KRB5_CLIENT_KTNAME", keytab.c_str(), 1);
  ::setenv("KRB5CCNAME", "MEMORY:scim-ldap-bridge", 1);
}

}  // namespace bridge::ldap
