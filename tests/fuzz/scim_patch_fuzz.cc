// {"before": resource, "Operations": […]}: a PATCH is applied as a whole or refused, leaves a normal form,
// and means the same when its paths are printed and read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "scim/patch.h"
#include "scim/patch_target.h"

using namespace bridge::scim;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

std::vector<PatchOperation> reread(ResourceType type, std::vector<PatchOperation> operations) {
  for (PatchOperation& operation : operations) {
    auto target = parse_patch_target(type, to_text(operation.target));
    require(static_cast<bool>(target));
    operation.target = *std::move(target);
  }
  return operations;
}

void check(ResourceType type, const Json& input) {
  const auto before = normalise(type, input.value("before", Json()));
  const auto operations = parse_patch(type, input);
  if (!before || !operations) return;
  const auto patched = apply_patch(type, before->body, *operations);
  const auto same = apply_patch(type, before->body, reread(type, *operations));
  require(static_cast<bool>(same) == static_cast<bool>(patched));
  if (!patched) return;
  require(same->body == patched->body && same->refused == patched->refused);
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
