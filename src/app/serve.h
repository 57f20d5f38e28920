#pragma once

#include <string>

namespace bridge::app {

// Runs the bridge until SIGTERM or SIGINT, and tells systemd about it; SIGHUP reloads what reload.h says.
// `wait`: when there is no such file, waits until there is one. Returns the exit code.
int serve(const std::string& config_file, bool wait);

}  // namespace bridge::app
