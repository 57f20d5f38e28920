#pragma once

#include <string>

namespace bridge::app {

// Checks the configuration and the mapping file (`mapping_file` instead of the configured one, when not
// empty), runs the tests in it, prints what is wrong with its place, and returns the exit code. Touches no
// directory.
int check(const std::string& config_file, const std::string& mapping_file);

}  // namespace bridge::app
