#pragma once

#include <string>

#include "app/operator_command.h"

namespace bridge::app {

// `backup FILE`: copies the state database of the running daemon, or the one at rest, and tells its size, as
// JSON for programs. Returns the exit code.
int backup(const std::string& config_file, const std::string& file, bool json);

// Makes the copy in the state folder, from where the command fetches it: {"file"}.
Result<scim::Json> copy_state(const OperatorContext& context);

}  // namespace bridge::app
