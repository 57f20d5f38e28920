#pragma once

#include <string_view>

#include "ldap/entry.h"
#include "ldap/filter.h"

namespace bridge::testing {

// Two values of a directory without a schema: byte by byte, or as DNs where both are DNs.
bool same_value(std::string_view a, std::string_view b);

// Whether the filter, one that ldap::Filter can build, holds for the entry. Throws on any other.
bool matches(const ldap::Filter& filter, const ldap::Entry& entry);

}  // namespace bridge::testing
