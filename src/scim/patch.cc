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
  if (target && !is_read_only(type, *target) && !check_target(type, *target))
    target = not_found("no such path");
  const auto* path = target ? std::get_if<AttributePath>(&*target) : nullptr;
  const bool known = path != nullptr && find_schema(type, path->urn) != nullptr;
  if (is_extension && path != nullptr && !known) return AttributePath{key, {}, {}};
  return target ? *std::move(target) : AttributePath{{}, key, {}};
}

std::string missing_value(const PatchTarget& target) {
  const std::string path = to_text(target);
  return path.empty() ? "'value' is missing" : fmt::format("'value' is missing for '{}'", path);
}

// A body on its way through the operations, thrown away when one fails.
class Draft {
 public:
  Draft(ResourceType type, Json body) : type_(type), body_(std::move(body)) {}

  Status apply(Kind kind, const PatchTarget& target, const Value& value) {
    TRY(check_target(type_, target));
    if (kind != Kind::remove && !value) return invalid_input(missing_value(target), kInvalidValue);
    return std::visit(overloaded{
                          [&](const WholeResource&) { return apply_to_whole(kind, value); },
                          [&](const AttributePath& path) { return apply_to_attribute(kind, path, value); },
                          [&](const ValuePathTarget& path) { return apply_to_elements(kind, path, value); },
                      },
                      target);
  }

  Status apply(const PatchOperation& operation) {
    const auto& [kind, target, value] = operation;
    const bool clears = kind == Kind::remove || (value && is_empty(*value));
    if (!clears || !is_immutable(type_, target)) return apply(kind, target, value);
    TRY_AS(before, normalise(type_, body_));
    TRY(apply(kind, target, value));
    TRY_AS(after, normalise(type_, body_));
    if (after.body == before.body) return Done{};
    return invalid_input(fmt::format("attribute '{}' is immutable and has a value already", to_text(target)),
                         kMutability);
  }

  // Whether it could end here.
  Status check() const {
    TRY(normalise(type_, body_));
    return Done{};
  }

  Result<Patched> finish() && {
    TRY_AS(content, normalise(type_, body_));
    return Patched{std::move(content.body), std::move(edits_), std::move(content.password), {}};
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

// What of an operation can fail alone.
struct Part {
  std::string path;
  PatchOperation operation;
};

// A value without a path is one part for each of its keys.
std::vector<Part> parts_of(ResourceType type, const PatchOperation& operation) {
  const bool several = std::holds_alternative<WholeResource>(operation.target) && operation.value &&
                       operation.value->is_object() && operation.kind != Kind::remove;
  if (!several) return {{to_text(operation.target), operation}};
  std::vector<Part> parts;
  for (const auto& [key, part] : operation.value->items())
    parts.push_back({to_text(target_of_key(type, key, part)),
                     {operation.kind, WholeResource{}, Json::object({{key, part}})}});
  return parts;
}

Result<Patched> apply_all(ResourceType type, const Json& body,
                          const std::vector<PatchOperation>& operations) {
  Draft draft(type, body);
  for (std::size_t i = 0; i < operations.size(); ++i) {
    auto applied = draft.apply(operations[i]);
    if (!applied) return std::move(applied).error().within(fmt::format("operation {}", i + 1));
  }
  return std::move(draft).finish();
}

// What fails leaves no trace, but a word of why.
Result<Patched> apply_what_can_be(ResourceType type, const Json& body,
                                  const std::vector<PatchOperation>& operations) {
  Draft draft(type, body);
  std::vector<Refused> refused;
  for (const PatchOperation& operation : operations) {
    for (const Part& part : parts_of(type, operation)) {
      Draft next = draft;
      Status applied = next.apply(part.operation);
      if (applied) applied = next.check();
      if (applied)
        draft = std::move(next);
      else
        refused.push_back({part.path, applied.error().message});
    }
  }
  TRY_AS(patched, std::move(draft).finish());
  patched.refused = std::move(refused);
  return std::move(patched);
}

}  // namespace

bool disables(ResourceType type, const std::vector<PatchOperation>& operations) {
  if (type != ResourceType::user) return false;
  const Json someone = {{"userName", "x"}};
  const auto patched = apply_what_can_be(type, someone, operations);
  return patched && patched->body.value("active", true) == false;
}

Result<Patched> apply_patch(ResourceType type, const Json& body,
                            const std::vector<PatchOperation>& operations) {
  auto patched = apply_all(type, body, operations);
  if (patched || !disables(type, operations)) return patched;
  return apply_what_can_be(type, body, operations);
}

}  // namespace bridge::scim
