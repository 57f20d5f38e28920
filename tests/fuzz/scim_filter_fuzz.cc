// Any text is read as a filter or refused; what is read is printed so that it reads the same, and judges a
// resource.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "scim/filter.h"

using namespace bridge::scim;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

const Json& resource() {
  static const Json json = *parse_json(R"json({
    "id": "1", "userName": "jo", "displayName": "J", "active": true, "emails": [{"type": "work", "value": "a"}, "b"],
    "members": [{"value": "u"}], "meta": {"created": "2024-05-01T10:00:00Z"}, "shoeSize": 42, "tags": ["x", 1, {"value": []}],
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"manager": {"value": "m"}}
  })json");
  return json;
}

void check(ResourceType type, std::string_view text) {
  const auto filter = parse_filter(type, text);
  if (!filter) return;
  const auto again = parse_filter(type, to_text(**filter));
  require(again && equal(**filter, **again));
  require(matches(type, **filter, resource()) == matches(type, **again, resource()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(ResourceType::user, text);
  check(ResourceType::group, text);
  return 0;
}
