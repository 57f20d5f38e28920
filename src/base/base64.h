#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bridge {

// RFC 4648 section 4, with padding and without line breaks.
std::string to_base64(std::string_view bytes);

// Nothing when the text is no base64.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace bridge
