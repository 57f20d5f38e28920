#pragma once

#include <string_view>

#include "ldap/attribute_name.h"

namespace bridge::ldap {

// What can be read out of the free text a server sends with a refusal, as OpenLDAP, 389 Directory Server and
// Active Directory write it. Any thread.
AttributeName attribute_at_fault(std::string_view diagnostic);  // Empty when the text names none.
bool speaks_of_uniqueness(std::string_view diagnostic);

}  // namespace bridge::ldap
