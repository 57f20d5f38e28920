#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace bridge::app {

struct Ended {
  int exit_code = -1;  // -1 when it ended by a signal.
  std::string out;     // Its standard output; errors go where ours go.
};

// Runs a command of this very program in a process of its own, to its end. Any thread.
Result<Ended> run_ourselves(std::vector<std::string> arguments);

// Runs `check` on a configuration, so that nothing of it touches what is running. Fails with everything that
// cannot work, one fault a line; a directory that cannot be asked is no fault.
Status check_in_process(const std::string& config_file);

}  // namespace bridge::app
