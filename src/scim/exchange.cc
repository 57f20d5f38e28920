#include "scim/exchange.h"

#include "base/text.h"

namespace bridge::scim {

std::optional<std::string_view> Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (equals_ignoring_ascii_case(key, name)) return value;
  return std::nullopt;
}

}  // namespace bridge::scim
