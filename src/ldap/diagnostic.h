#pragma once

#include <optional>
#include <string_view>

#include "ldap/attribute_name.h"
#include "ldap/failure.h"

namespace bridge::ldap {

// What can be read out of the free text a server sends with a refusal, as OpenLDAP, 389 Directory Server and
// Active Directory write it. Any thread.
AttributeName attribute_at_fault(std::string_view diagnostic);  // Empty when the text names none.

// Where the text says more than the result code, or something else: servers differ in their codes.
std::optional<Failure::Kind> kind_by_text(int code, std::string_view diagnostic);

}  // namespace bridge::ldap
