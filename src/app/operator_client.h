#pragma once

#include <string>

#include "app/operator_command.h"

namespace bridge::app {

// What root makes in the state folder must belong to whom the daemon runs as: from here on we are they.
Status become_owner_of(const std::string& folder);

// Asks the running daemon, or does it here when none runs, and returns the answer.
Result<scim::Json> ask_operator(const std::string& config_file, const OperatorCommand& command);

// Asks the running daemon, or does it here when none runs (as the one process that holds the state folder),
// prints the answer or the error and returns the exit code.
int run_operator_command(const std::string& config_file, const OperatorCommand& command, bool json);

}  // namespace bridge::app
