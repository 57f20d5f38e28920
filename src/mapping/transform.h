#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bridge::mapping {

// Changes one value. Pure and total: every text gives a text, the same one each time; the empty text means
// that no value is left. Any thread.
using Transform = std::function<std::string(const std::string&)>;

// "lower", "before:@", "replace:OLD:NEW": a name and its arguments. A backslash takes the special meaning
// from the character behind it. Fails with invalid_input that says what to write.
Result<Transform> parse_transform(std::string_view call);

// Looks the value up; "*" stands for everything else. A value found nowhere is left out.
Transform make_lookup(std::map<std::string, std::string> table);

}  // namespace bridge::mapping
