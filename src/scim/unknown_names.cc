#include <nlohmann/json.hpp>
#include <set>

#include "scim/extensions.h"
#include "scim/json.h"
#include "scim/path.h"

namespace bridge::scim {
namespace {

using Names = std::set<std::string>;

void look_at_parts(const Attribute& attribute, const Json& value, const std::string& name, Names& unknown) {
  if (value.is_array()) {
    for (const Json& element : value) look_at_parts(attribute, element, name, unknown);
  } else if (value.is_object()) {
    for (const auto& [key, part] : value.items())
      if (attribute.sub(key) == nullptr) unknown.insert(name + "." + key);
  }
}

void look_at(const Schema& schema, const Json& values, const std::string& prefix, Names& unknown) {
  for (const auto& [key, value] : values.items()) {
    const Attribute* attribute = schema.find(key);
    if (attribute == nullptr)
      unknown.insert(prefix + key);
    else
      look_at_parts(*attribute, value, prefix + key, unknown);
  }
}

}  // namespace

std::vector<std::string> unknown_names(ResourceType type, const Json& body) {
  Names unknown;
  Json core = Json::object();
  for (const auto& [key, value] : body.items()) {
    const Schema* extension = find_schema(type, key);
    if (extension != nullptr && value.is_object())
      look_at(*extension, value, extension->urn + ":", unknown);
    else
      core[key] = value;
  }
  look_at(schemas_of(type)[0], core, "", unknown);
  return {unknown.begin(), unknown.end()};
}

bool is_declared(const std::string& name) {
  for (const auto type : {ResourceType::user, ResourceType::group}) {
    if (find_schema(type, name) != nullptr) return true;
    const auto path = parse_attribute_path(type, name);
    if (path && !path->attribute.empty() && find_attribute(type, *path) != nullptr) return true;
  }
  return false;
}

}  // namespace bridge::scim
