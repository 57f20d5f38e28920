#pragma once

#include <string>
#include <string_view>

#include "ldap/attribute_name.h"

namespace bridge::ldap {

// Active Directory's objectGUID is sixteen bytes, the first three fields of it little-endian. In this house
// it is text, "f38637d4-51f9-44c1-a6a7-9cd04738fcc4", as every tool for that directory prints it: entries
// are read that way, and filters take it. Any thread.
bool holds_guid(const AttributeName& attribute);
std::string guid_to_text(std::string_view bytes);  // What has no sixteen bytes stays as it is.
std::string guid_to_bytes(std::string_view text);  // What is no such text stays as it is.

}  // namespace bridge::ldap
