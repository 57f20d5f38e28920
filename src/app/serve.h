#pragma once

#include <string>

namespace bridge::app {

// Runs the bridge until SIGTERM or SIGINT; SIGHUP reads the certificate again. Returns the exit code.
int serve(const std::string& config_file);

}  // namespace bridge::app
