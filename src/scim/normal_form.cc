#include "scim/normal_form.h"

#include <fmt/format.h>

#include <functional>
#include <set>

#include "base/text.h"
#include "scim/error.h"
#include "scim/json_object.h"

namespace bridge::scim {
namespace {

using Type = Attribute::Type;

Error wrong_kind(const std::string& name, std::string_view wanted, const Json& value) {
  return invalid_input(fmt::format("attribute '{}' must be {}, not {}", name, wanted, value.type_name()),
                       kInvalidValue);
}

// Clients send booleans as strings, too.
Normal normal_boolean(const Json& value, const std::string& name) {
  if (value.is_boolean()) return std::optional(value);
  if (value.is_string()) {
    const std::string lower = ascii_lower(value.get_ref<const std::string&>());
    if (lower == "true" || lower == "false") return std::optional<Json>(lower == "true");
  }
  return wrong_kind(name, "true or false", value);
}

Normal normal_scalar(const Attribute& attribute, const Json& value, const std::string& name) {
  switch (attribute.type) {
    case Type::boolean:
      return normal_boolean(value, name);
    case Type::decimal:
    case Type::integer:
      if (value.is_number()) return std::optional(value);
      return wrong_kind(name, "a number", value);
    case Type::string:
    case Type::date_time:
    case Type::reference:
    case Type::binary:
    case Type::complex:
      break;
  }
  if (value.is_string()) return std::optional(value);
  return wrong_kind(name, "a string", value);
}

Normal normal_complex(const Attribute& attribute, const Json& value, const std::string& name) {
  if (value.is_string() && attribute.sub("value")) return std::optional(Json::object({{"value", value}}));
  if (value.is_array() && value.size() == 1) return normal_single(attribute, value[0], name);
  if (value.is_array())
    return invalid_input(fmt::format("attribute '{}' takes one value, not {}", name, value.size()),
                         kInvalidValue);
  if (!value.is_object()) return wrong_kind(name, "an object", value);
  TRY_AS(members, normal_members(attribute.sub_attributes, value, name + "."));
  return members.empty() ? std::nullopt : std::optional<Json>(std::move(members));
}

Normal normal_list(const Attribute& attribute, const Json& value, const std::string& name) {
  Json list = Json::array();
  const auto take = [&](const Json& element) -> Status {
    TRY_AS(normal, normal_single(attribute, element, name));
    if (normal) list.push_back(*std::move(normal));
    return Done{};
  };
  if (!value.is_array()) TRY(take(value));
  if (value.is_array())
    for (const Json& element : value) TRY(take(element));
  fold_equal(list);  // Before, so that equal primaries stay one; after, for those that lost the difference.
  keep_last_primary(list);
  fold_equal(list);
  return list.empty() ? std::nullopt : std::optional<Json>(std::move(list));
}

bool is_primary(const Json& element) {
  const Json* primary = find_member(element, "primary");
  return primary != nullptr && *primary == true;
}

}  // namespace

bool is_reference(const Attribute& attribute) {
  return attribute.type == Type::complex && !attribute.multi_valued && attribute.sub("value") != nullptr;
}

Normal normal_single(const Attribute& attribute, const Json& value, const std::string& name) {
  if (is_empty(value)) return std::optional<Json>();
  return attribute.type == Type::complex ? normal_complex(attribute, value, name)
                                         : normal_scalar(attribute, value, name);
}

Normal normal_value(const Attribute& attribute, const Json& value, const std::string& name) {
  if (is_empty(value)) return std::optional<Json>();
  if (attribute.multi_valued) return normal_list(attribute, value, name);
  TRY_AS(normal, normal_single(attribute, value, name));
  if (normal && is_reference(attribute) && !normal->contains("value")) return std::optional<Json>();
  return std::move(normal);
}

Result<Json> normal_members(const std::vector<Attribute>& attributes, const Json& object,
                            const std::string& prefix) {
  Json result = Json::object();
  for (const auto& [key, value] : object.items()) {
    const Attribute* attribute = find_attribute(attributes, key);
    if (attribute == nullptr) {
      if (auto kept = without_empties(value)) result[key] = *std::move(kept);
      continue;
    }
    if (attribute->mutability == Attribute::Mutability::read_only) continue;
    TRY_AS(normal, normal_value(*attribute, value, prefix + attribute->name));
    if (!normal) continue;
    if (result.contains(attribute->name))
      return invalid_input(fmt::format("attribute '{}{}' is named twice", prefix, attribute->name),
                           kInvalidSyntax);
    result[attribute->name] = *std::move(normal);
  }
  return result;
}

std::optional<Json> without_empties(const Json& value) {
  if (!value.is_structured()) return is_empty(value) ? std::nullopt : std::optional(value);
  Json result = value.is_array() ? Json::array() : Json::object();
  for (const auto& [key, part] : value.items()) {
    auto kept = without_empties(part);
    if (!kept) continue;
    if (value.is_array())
      result.push_back(*std::move(kept));
    else
      result[key] = *std::move(kept);
  }
  return result.empty() ? std::nullopt : std::optional(std::move(result));
}

void fold_equal(Json& list) {
  std::set<std::reference_wrapper<const Json>, std::less<const Json>> seen;
  Json folded = Json::array();
  for (const Json& element : list)
    if (seen.insert(element).second) folded.push_back(element);
  if (folded.size() != list.size()) list = std::move(folded);
}

void keep_primary(Json& list, std::size_t place) {
  for (std::size_t i = 0; i < list.size(); ++i)
    if (i != place && is_primary(list[i])) *find_member(list[i], "primary") = false;
}

void keep_last_primary(Json& list) {
  for (std::size_t i = list.size(); i-- > 0;)
    if (is_primary(list[i])) return keep_primary(list, i);
}

}  // namespace bridge::scim
