#include "scim/member_intake.h"

#include <optional>
#include <set>
#include <utility>

#include "scim/error.h"
#include "scim/json_object.h"
#include "scim/normal_form.h"
#include "scim/schema.h"

namespace bridge::scim {
namespace {

Result<Member> read_member(const Json& element) {
  static const Attribute& attribute = *schemas_of(ResourceType::group)[0].find("members");
  TRY_AS(pushed, normal_single(attribute, element, "members"));
  if (!pushed || !pushed->contains("value"))
    return invalid_input("attribute 'members' has an element without 'value'", kInvalidValue);
  std::string value = (*pushed)["value"];
  return Member{std::move(value), *std::move(pushed)};
}

}  // namespace

Result<std::vector<Member>> read_members(const Json& value) {
  std::vector<Member> members;
  if (is_empty(value)) return members;
  const Json alone = value.is_array() ? Json() : Json::array({value});
  std::set<std::string> seen;
  for (const Json& element : value.is_array() ? value : alone) {
    if (element.is_null()) continue;
    TRY_AS(member, read_member(element));
    if (seen.insert(member.value).second) members.push_back(std::move(member));
  }
  return members;
}

}  // namespace bridge::scim
