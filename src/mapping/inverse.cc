#include "mapping/inverse.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "mapping/text_changes.h"
#include "scim/filter.h"
#include "scim/schema.h"

namespace bridge::mapping {
namespace {

using scim::Json;
using scim::ResourceType;

std::optional<std::string> looked_up(const Transform& lookup, const std::string& value) {
  std::optional<std::string> key;
  for (const auto& [from, to] : lookup.table) {
    if (to != value) continue;
    if (key || from == "*") return std::nullopt;  // Of several nobody knows which.
    key = from;
  }
  return key;
}

std::optional<std::string> truth(const Transform& boolean, const std::string& value) {
  for (const bool is : {true, false}) {
    Unusables unusable;
    const std::string text = is ? "true" : "false";
    if (boolean.apply({text}, unusable) == Transform::Texts{value}) return text;
  }
  return std::nullopt;
}

std::optional<std::string> before(const Transform& transform, const std::string& value) {
  if (!transform.table.empty()) return looked_up(transform, value);
  const std::string name = transform.text.substr(0, transform.text.find(':'));
  if (name == "boolean") return truth(transform, value);
  if (name == "trim") return value;
  // Shorter than what may be cut away is whole.
  if (name == "max" && value.size() < transform.most) return value;
  return std::nullopt;
}

// `type eq "work"`, also several of them joined by `and`: what an element must say.
bool describe(const scim::Filter& filter, Json& element) {
  if (const auto* both = std::get_if<scim::And>(&filter))
    return describe(*both->left, element) && describe(*both->right, element);
  const auto* compare = std::get_if<scim::Compare>(&filter);
  if (!compare || compare->op != scim::Comparison::eq || !compare->path.sub.empty()) return false;
  element[compare->path.attribute] = compare->value;
  return true;
}

std::optional<Json> as_json(const scim::Attribute* attribute, const std::string& value) {
  using Type = scim::Attribute::Type;
  if (!attribute) return Json(value);
  if (attribute->type == Type::boolean) {
    const auto is = truth_of(value);
    return is ? std::optional<Json>(*is) : std::nullopt;
  }
  if (attribute->type == Type::integer || attribute->type == Type::decimal) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool whole = fault == std::errc() && end == value.data() + value.size();
    return whole ? std::optional<Json>(number) : std::nullopt;
  }
  return Json(value);
}

// Puts a member where none is; what stands there must be the same.
bool put(Json& object, const std::string& name, const Json& value) {
  if (!object.is_object()) return false;
  const auto [at, fresh] = object.emplace(name, value);
  return fresh || *at == value;
}

bool put_element(ResourceType type, const SourcePath& source, const std::string& sub, const Json& value,
                 Json& list) {
  if (!list.is_array()) return false;
  const scim::AttributePath attribute{source.path.urn, source.path.attribute, ""};
  for (Json& element : list) {
    if (source.filter && !scim::element_matches(type, attribute, *source.filter, element)) continue;
    if (!element.is_object() || element.contains(sub)) continue;
    if (!source.filter) continue;  // Nobody knows which one is meant.
    element[sub] = value;
    return true;
  }
  Json element = Json::object();
  if (source.filter && !describe(*source.filter, element)) return false;
  if (element.contains(sub)) return element[sub] == value;
  element[sub] = value;
  list.push_back(std::move(element));
  return true;
}

}  // namespace

std::optional<std::string> before_transforms(const std::vector<Transform>& transforms, std::string value) {
  for (auto transform = transforms.rbegin(); transform != transforms.rend(); ++transform) {
    auto earlier = before(*transform, value);
    if (!earlier) return std::nullopt;
    value = *std::move(earlier);
  }
  return value;
}

bool assign(ResourceType type, const SourcePath& source, const std::string& value, Json& body) {
  const auto& path = source.path;
  if (path.attribute.empty()) return false;
  const scim::Attribute* whole = scim::find_attribute(type, {path.urn, path.attribute, ""});
  const bool complex = whole && whole->type == scim::Attribute::Type::complex;
  const std::string sub = path.sub.empty() && complex ? "value" : path.sub;
  const scim::Attribute* part =
      sub.empty() ? whole : scim::find_attribute(type, {path.urn, path.attribute, sub});
  const auto json = as_json(part, value);
  if (!json) return false;
  Json& home = path.urn.empty() ? body : body[path.urn];
  if (home.is_null()) home = Json::object();
  if (!home.is_object()) return false;
  if (whole && whole->multi_valued) {
    Json& list = home[path.attribute];
    if (list.is_null()) list = Json::array();
    return put_element(type, source, sub.empty() ? "value" : sub, *json, list);
  }
  if (source.filter) return false;
  if (sub.empty()) return put(home, path.attribute, *json);
  Json& object = home[path.attribute];
  if (object.is_null()) object = Json::object();
  return put(object, sub, *json);
}

}  // namespace bridge::mapping
