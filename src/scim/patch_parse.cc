#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "scim/error.h"
#include "scim/json_object.h"
#include "scim/patch.h"
#include "scim/patch_target.h"

namespace bridge::scim {
namespace {

using Kind = PatchOperation::Kind;

Result<Kind> parse_kind(const Json* op) {
  if (op == nullptr || !op->is_string()) return invalid_input("'op' must be a string", kInvalidSyntax);
  const std::string& name = op->get_ref<const std::string&>();
  if (equals_ignoring_ascii_case(name, "add")) return Kind::add;
  if (equals_ignoring_ascii_case(name, "replace")) return Kind::replace;
  if (equals_ignoring_ascii_case(name, "remove")) return Kind::remove;
  return invalid_input(fmt::format("'op' must be add, replace or remove, not '{}'", name), kInvalidSyntax);
}

Result<PatchTarget> parse_path(ResourceType type, const Json* path) {
  if (path == nullptr || path->is_null()) return PatchTarget(WholeResource{});
  if (!path->is_string()) return invalid_input("'path' must be a string", kInvalidPath);
  return parse_patch_target(type, path->get_ref<const std::string&>());
}

Result<PatchOperation> parse_operation(ResourceType type, const Json& operation) {
  if (!operation.is_object()) return invalid_input("it must be a JSON object", kInvalidSyntax);
  TRY_AS(kind, parse_kind(find_member(operation, "op")));
  TRY_AS(target, parse_path(type, find_member(operation, "path")));
  const Json* value = find_member(operation, "value");
  return PatchOperation{kind, std::move(target), value ? std::optional(*value) : std::nullopt};
}

}  // namespace

Result<std::vector<PatchOperation>> parse_patch(ResourceType type, const Json& message) {
  if (!message.is_object()) return invalid_input("a PATCH message must be a JSON object", kInvalidSyntax);
  std::vector<PatchOperation> operations;
  const Json* listed = find_member(message, "Operations");
  if (listed == nullptr || listed->is_null()) return operations;
  if (!listed->is_array()) return invalid_input("'Operations' must be a list", kInvalidSyntax);
  if (listed->size() > kMostPatchOperations)
    return invalid_input(fmt::format("more than {} operations in one PATCH", kMostPatchOperations), kTooMany);
  for (const Json& each : *listed) {
    auto operation = parse_operation(type, each);
    if (!operation)
      return std::move(operation).error().within(fmt::format("operation {}", operations.size() + 1));
    operations.push_back(*std::move(operation));
  }
  return operations;
}

}  // namespace bridge::scim
