#pragma once

#include <string>

namespace bridge::app {

struct AdoptOptions {
  std::string config_file;
  bool apply = false;
  bool json = false;
};

// `adopt`: tells which entries of the directory would become resources, or with --apply makes them so; by the
// running daemon, or by this process when there is none. Returns the exit code.
int adopt(const AdoptOptions& options);

}  // namespace bridge::app
