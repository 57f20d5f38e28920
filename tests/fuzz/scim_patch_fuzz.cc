// {"before": resource, "Operations": […]}: a PATCH is applied as a whole or refused, and leaves a normal
// form.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "scim/patch.h"

using namespace bridge::scim;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check(ResourceType type, const Json& input) {
  const auto before = normalise(type, input.value("before", Json()));
  const auto operations = parse_patch(type, input);
  if (!before || !operations) return;
  const auto patched = apply_patch(type, before->body, *operations);
  if (!patched) return;
  const auto again = normalise(type, patched->body);
  require(again && again->body == patched->body && !again->members && !again->password);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto input = parse_json({reinterpret_cast<const char*>(data), size});
  if (!input || !input->is_object()) return 0;
  check(ResourceType::user, *input);
  check(ResourceType::group, *input);
  return 0;
}
