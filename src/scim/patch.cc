#include "scim/patch.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/overloaded.h"
#include "base/text.h"
#include "scim/error.h"
#include "scim/json_object.h"
#include "scim/patch_edit.h"
#include "scim/patch_members.h"
#include "scim/patch_slot.h"
#include "scim/patch_target.h"

namespace bridge::scim {
namespace {

using Kind = PatchOperation::Kind;
using Value = std::optional<Json>;

// A name inside a value. Paths of every kind are met there; what is none is an attribute of that very name.
PatchTarget target_of_key(ResourceType type, const std::string& key, const Json& value) {
  const bool is_extension = key.find(':') != key.npos && value.is_object();
  auto target = parse_patch_target(type, key);
  const auto* path = target ? std::get_if<AttributePath>(&*target) : nullptr;
  const bool known = path != nullptr && find_schema(type, path->urn) != nullptr;
  if (is_extension && path != nullptr && !known) return AttributePath{key, {}, {}};
  return target ? *std::move(target) : AttributePath{{}, key, {}};
}

// A body on its way through the operations, thrown away when one fails.
class Draft {
 public:
  Draft(ResourceType type, Json body) : type_(type), body_(std::move(body)) {}

  Status apply(Kind kind, const PatchTarget& target, const Value& value) {
    return std::visit(overloaded{
                          [&](const WholeResource&) { return apply_to_whole(kind, value); },
                          [&](const AttributePath& path) { return apply_to_attribute(kind, path, value); },
                          [&](const ValuePathTarget& path) { return apply_to_elements(kind, path, value); },
                      },
                      target);
  }

  Result<Patched> finish() && {
    TRY_AS(content, normalise(type_, body_));
    return Patched{std::move(content.body), std::move(edits_), std::move(content.password)};
  }

 private:
  Status apply_to_whole(Kind kind, const Value& value) {
    if (kind == Kind::remove) return invalid_input("remove needs a 'path'", kNoTarget);
    if (!value->is_object()) return invalid_input("a value without a path must be an object", kInvalidValue);
    for (const auto& [key, part] : value->items()) {
      const PatchTarget target = target_of_key(type_, key, part);
      if (is_read_only(type_, target) || equals_ignoring_ascii_case(key, "schemas")) continue;
      TRY(apply(kind, target, part));
    }
    return Done{};
  }

  Status apply_to_attribute(Kind kind, const AttributePath& path, const Value& value) {
    if (is_member_list(type_, path)) return note(member_edits(kind, path, value));
    if (path.attribute.empty()) return apply_to_extension(kind, path.urn, value);
    return edit_attribute(type_, body_, kind, path, value);
  }

  Status apply_to_elements(Kind kind, const ValuePathTarget& path, const Value& value) {
    if (is_member_list(type_, path.attribute)) return note(member_edits(kind, path, value));
    return edit_elements(type_, body_, kind, path, value);
  }

  Status apply_to_extension(Kind kind, const std::string& urn, const Value& value) {
    if (kind == Kind::remove || is_empty(*value)) {
      erase(body_, urn);
      return Done{};
    }
    if (!value->is_object())
      return invalid_input(fmt::format("the value of '{}' must be an object", urn), kInvalidValue);
    for (const auto& [key, part] : value->items()) {
      auto parsed = parse_attribute_path(type_, fmt::format("{}:{}", urn, key));
      const AttributePath path =
          parsed && parsed->urn == urn ? *std::move(parsed) : AttributePath{urn, key, {}};
      if (!is_read_only(type_, path)) TRY(edit_attribute(type_, body_, kind, path, part));
    }
    return Done{};
  }

  Status note(Result<MemberEdits> edits) {
    if (!edits) return std::move(edits).error();
    std::move(edits->begin(), edits->end(), std::back_inserter(edits_));
    return Done{};
  }

  ResourceType type_;
  Json body_;
  MemberEdits edits_;
};

}  // namespace

Result<Patched> apply_patch(ResourceType type, const Json& body,
                            const std::vector<PatchOperation>& operations) {
  Draft draft(type, body);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    auto applied = draft.apply(operations[i].kind, operations[i].target, operations[i].value);
    if (!applied) return std::move(applied).error().within(fmt::format("operation {}", i + 1));
  }
  return std::move(draft).finish();
}

}  // namespace bridge::scim
