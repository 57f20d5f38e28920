// Any bytes are parsed or refused; what is parsed is printed so that it parses to the same, and has a normal
// form that is its own.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "scim/error.h"
#include "scim/json.h"
#include "scim/resource.h"

using namespace bridge::scim;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_normal_form(ResourceType type, const Json& body) {
  const auto once = normalise(type, body);
  if (!once) return;
  const auto twice = normalise(type, once->body);
  require(twice && twice->body == once->body && !twice->members && !twice->password);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  require(static_cast<bool>(parse_json(error_body(400, kInvalidValue, text))));
  const auto json = parse_json(text);
  if (!json) return 0;
  const auto again = parse_json(to_text(*json));
  require(again && *again == *json);
  check_normal_form(ResourceType::user, *json);
  check_normal_form(ResourceType::group, *json);
  return 0;
}
