#pragma once

#include <vector>

#include "scim/schema.h"

namespace bridge::scim {

// The rows of RFC 7643 sections 3.1, 4 and 8.7.1 that schema.cc puts together.
std::vector<Attribute> common_attributes();
Schema user_schema();
Schema group_schema();
Schema enterprise_user_schema();

}  // namespace bridge::scim
