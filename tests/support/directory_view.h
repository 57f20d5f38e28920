#pragma once

#include <map>
#include <set>
#include <string>

#include "support/slapd_process.h"

namespace bridge::testing {

// All entries by the normal form of their DNs: attributes with their values, without what the server keeps
// for itself.
using Directory = std::map<std::string, std::map<std::string, std::set<std::string>>>;
Directory everything_in(const SlapdProcess& slapd);

}  // namespace bridge::testing
