#pragma once

#include <string>
#include <vector>

namespace bridge::testing {

// The text of mappings/PRESET.toml with more rules for users, as an administrator adds them.
std::string shipped_mapping(const std::string& preset, const std::vector<std::string>& rules);

}  // namespace bridge::testing
