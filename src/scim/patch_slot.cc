#include "scim/patch_slot.h"

#include <algorithm>

#include "base/text.h"
#include "scim/json_object.h"

namespace bridge::scim {

Json& home_of(Json& body, const AttributePath& path) {
  if (path.urn.empty()) return body;
  Json& home = slot(body, path.urn);
  if (!home.is_object()) home = Json::object();
  return home;
}

Json& slot(Json& object, std::string_view name) {
  if (Json* found = find_member(object, name)) return *found;
  return object[std::string(name)];
}

void put(Json& object, std::string_view name, std::optional<Json> value) {
  if (value)
    slot(object, name) = *std::move(value);
  else
    erase(object, name);
}

void erase(Json& object, std::string_view name) {
  if (!object.is_object()) return;
  auto& members = object.get_ref<Json::object_t&>();
  std::erase_if(members, [&](const auto& member) { return equals_ignoring_ascii_case(member.first, name); });
}

Normal fit(ResourceType type, const AttributePath& path, const Json& value) {
  const Attribute* attribute = find_attribute(type, path);
  if (attribute == nullptr) return without_empties(value);
  return normal_value(*attribute, value, to_text(path));
}

bool is_husk(const Json& element) {
  if (!element.is_object()) return is_empty(element);
  return std::all_of(element.items().begin(), element.items().end(),
                     [](const auto& item) { return item.key() == "type" || item.key() == "primary"; });
}

void make_list(Json& value) {
  if (value.is_array()) return;
  value = is_empty(value) ? Json::array() : Json::array({std::move(value)});
}

}  // namespace bridge::scim
