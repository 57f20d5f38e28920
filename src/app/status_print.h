#pragma once

#include <string>

#include "app/terminal.h"
#include "scim/json.h"

namespace bridge::app {

// The answer of `status` for people: what matters first, what needs attention in colour, and what to do next.
std::string status_text(const scim::Json& status, const Terminal& terminal);

}  // namespace bridge::app
