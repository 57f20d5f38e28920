#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace bridge::app {

// A TOML string.
std::string toml_string(std::string_view text);

// A configuration as it is shipped, with `literal` for this key of this section, in the line that shows the
// key or its default. Fails with internal when there is no such line.
Result<std::string> with_key(const std::string& config, const std::string& section, const std::string& key,
                             const std::string& literal);

// A shipped mapping with the directory's own base instead of the example's.
std::string with_base(std::string mapping, const std::string& base);

}  // namespace bridge::app
