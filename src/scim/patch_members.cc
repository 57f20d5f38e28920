#include "scim/patch_members.h"

#include <fmt/format.h>

#include "scim/error.h"
#include "scim/json_object.h"
#include "scim/member_intake.h"

namespace bridge::scim {
namespace {

using Kind = PatchOperation::Kind;

MemberEdits removal(const std::vector<Member>& members) {
  if (members.empty()) return {};
  RemoveMembers edit;
  for (const Member& member : members) edit.values.push_back(member.value);
  return {std::move(edit)};
}

// The id that members[value eq "id"] names, or nothing for any other filter.
const std::string* named_id(const Filter& filter) {
  const auto* compare = std::get_if<Compare>(&filter);
  const bool names =
      compare != nullptr && compare->op == Comparison::eq && compare->path.attribute == "value";
  return names ? compare->value.get_ptr<const std::string*>() : nullptr;
}

Result<MemberEdits> remove_filtered(const ValuePathTarget& path, const std::string* id) {
  if (!path.sub.empty() && path.sub != "value")
    return invalid_input("a member's parts cannot be removed, only the member", kMutability);
  if (id != nullptr) return MemberEdits{RemoveMembers{{*id}}};
  return MemberEdits{RemoveMembersWhere{path.filter}};
}

}  // namespace

bool is_member_list(ResourceType type, const AttributePath& path) {
  return type == ResourceType::group && path.urn.empty() && path.attribute == "members";
}

Result<MemberEdits> member_edits(Kind kind, const AttributePath& path, const std::optional<Json>& value) {
  if (!path.sub.empty())
    return invalid_input(fmt::format("'members.{}': say which member, as members[value eq \"id\"]", path.sub),
                         kInvalidPath);
  if (kind == Kind::remove && (!value || value->is_null())) return MemberEdits{ReplaceMembers{}};
  TRY_AS(members, read_members(*value));
  if (kind == Kind::remove) return removal(members);
  if (kind == Kind::replace) return MemberEdits{ReplaceMembers{std::move(members)}};
  if (members.empty()) return MemberEdits{};
  return MemberEdits{AddMembers{std::move(members)}};
}

// Adding or replacing what an id names makes sure that the member is there and says so of it.
Result<MemberEdits> member_edits(Kind kind, const ValuePathTarget& path, const std::optional<Json>& value) {
  const std::string* id = named_id(*path.filter);
  if (kind == Kind::remove) return remove_filtered(path, id);
  if (id == nullptr)
    return invalid_input("members can only be added or replaced by id, as members[value eq \"id\"]",
                         kInvalidPath);
  Json element = Json::object();
  if (!path.sub.empty())
    element[path.sub] = *value;
  else if (value->is_object())
    element = *value;
  if (find_member(element, "value") == nullptr) element["value"] = *id;
  TRY_AS(members, read_members(element));
  if (members.size() != 1 || members[0].value != *id)
    return invalid_input("the 'value' of a member cannot be changed", kMutability);
  return MemberEdits{AddMembers{std::move(members)}};
}

}  // namespace bridge::scim
