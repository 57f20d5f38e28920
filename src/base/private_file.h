#pragma once

#include <string>

#include "base/result.h"

namespace bridge {

// Fails with denied, and what to do, when a file that holds a secret can be read or changed by everybody on
// this machine, or changed by its group. A group may read it: a service shares its secrets with root that
// way. A file that is not there holds no secret.
Status check_private(const std::string& file);

}  // namespace bridge
