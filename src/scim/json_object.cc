#include "scim/json_object.h"

#include "base/text.h"

namespace bridge::scim {

const Json* find_member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto& members = object.get_ref<const Json::object_t&>();
  if (const auto found = members.find(name); found != members.end()) return &found->second;  // Nearly always.
  for (const auto& [key, value] : members)
    if (equals_ignoring_ascii_case(key, name)) return &value;
  return nullptr;
}

Json* find_member(Json& object, std::string_view name) {
  return const_cast<Json*>(find_member(std::as_const(object), name));
}

bool is_empty(const Json& value) {
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  return value.empty();  // Of null, arrays and objects; never of other scalars.
}

}  // namespace bridge::scim
