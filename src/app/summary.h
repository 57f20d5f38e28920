#pragma once

#include <string>

#include "scim/json.h"

namespace bridge::app {

// The answer of `status` in one line, as `systemctl status` shows it: "12 users, 3 groups, 1 flag; the
// directory answers".
std::string summarise(const scim::Json& status);

}  // namespace bridge::app
