#pragma once

#include "app/operator_command.h"

namespace bridge::app {

inline constexpr char kEveryHeld[] = "--every";  // Also those that were rejected; `plan` shows them.

// `held list|show|approve|reject`. Which ones are meant stands in the command's subject: numbers as `held
// list` shows them or ids of resources, with blanks between, or "--all".
Result<scim::Json> execute_held(const OperatorCommand& command, const OperatorContext& context);

void print_held(const OperatorCommand& command, const scim::Json& answer);

// Whether this answer of `held list` has something that waits.
bool has_waiting(const scim::Json& held);

}  // namespace bridge::app
