#pragma once

#include <string>

namespace bridge::app {

struct ReconcileOptions {
  std::string config_file;
  bool only_look = false;  // `plan`
  bool json = false;
  bool restored = false;  // The directory was put back from a backup.
  std::string trust{};    // To end safe mode: "directory" or "state".
};

// `plan` and `reconcile`: by the running daemon, or by this process when there is none. Returns the exit
// code.
int reconcile(const ReconcileOptions& options);

}  // namespace bridge::app
