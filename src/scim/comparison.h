#pragma once

#include <optional>
#include <string_view>

#include "scim/filter.h"

namespace bridge::scim {

std::string_view name_of(Comparison op);                         // "eq"
std::optional<Comparison> comparison_of(std::string_view name);  // Without case; nothing when it is none.

bool is_textual(Comparison op);  // co, sw and ew look into a text.

}  // namespace bridge::scim
