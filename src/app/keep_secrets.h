#pragma once

#include "config/config.h"

namespace bridge::app {

// Sees to it that nobody on this machine gets at what the daemon knows: no core dumps, no other process of
// its user looks into its memory, and the files with its secrets are readable by nobody else. Fails with a
// message that says which file and what to do. For main's thread, before there are others.
Status keep_secrets(const config::Config& config);

}  // namespace bridge::app
