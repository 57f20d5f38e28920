#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace bridge::mapping {

// A telephone number as people write it, in the international form of E.164: "+49 (0)30/12-34" is
// "+49301234". An extension stays behind it: "+14255550100 x12". `country` is the calling code of numbers
// written without one ("49"), or empty: such numbers are then of no use. Nothing when it is no number. Pure.
std::optional<std::string> international_phone(std::string_view text, std::string_view country);

}  // namespace bridge::mapping
