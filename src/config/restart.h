#pragma once

#include <string>
#include <vector>

#include "config/config.h"

namespace bridge::config {

// The keys that a reload does not apply: what they name stays while the rest of the daemon is made anew.
std::vector<std::string> restart_keys();  // "scim.listen", …

// Gives `next` the values of `running` for them. Returns those whose new values wait for a restart.
std::vector<std::string> keep_until_restart(const Config& running, Config& next);

}  // namespace bridge::config
