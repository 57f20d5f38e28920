#pragma once

#include <string>
#include <vector>

namespace bridge::testing {

struct ProgramOutput {
  int exit_code = -1;  // -1 when it ended by a signal.
  std::string out;
  std::string err;
};

// Runs a program to its end; throws when it cannot be started or takes longer than a minute.
ProgramOutput run_program(const std::vector<std::string>& command);

}  // namespace bridge::testing
