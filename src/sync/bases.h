#pragma once

#include <vector>

#include "ldap/dn.h"

namespace bridge::sync {

// Those that are not below another one, so that no entry is met twice.
std::vector<ldap::Dn> outermost(std::vector<ldap::Dn> bases);

}  // namespace bridge::sync
