#pragma once

#include <string>

namespace bridge::app {

struct CheckOptions {
  std::string config_file;
  std::string mapping_file;   // Instead of the configured one, when not empty.
  bool strict = false;        // Warnings count, too.
  bool offline = false;       // Ask no directory.
  bool if_reachable = false;  // A directory that cannot be asked is only a warning.
  bool json = false;
};

// Checks the configuration, the mapping file with the tests in it, and both against the directory, without
// changing anything; prints what it finds with its place, and returns the exit code: kFailed when something
// cannot work, kSomethingToSee for warnings when strict.
int check(const CheckOptions& options);

}  // namespace bridge::app
