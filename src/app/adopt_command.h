#pragma once

#include "app/operator_command.h"

namespace bridge::app {

// `adopt --first-number POOL=NUMBER`: says where a pool of numbers begins, for administrators who know how
// far it was given out before the state was made. `assignment` is "POOL=NUMBER".
Result<scim::Json> set_first_number(const std::string& assignment, const OperatorContext& context);

}  // namespace bridge::app
