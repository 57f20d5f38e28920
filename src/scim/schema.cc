#include "scim/schema.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "scim/schema_tables.h"

namespace bridge::scim {
namespace {

Schema with_common_attributes(Schema core) {
  auto attributes = common_attributes();
  std::move(core.attributes.begin(), core.attributes.end(), std::back_inserter(attributes));
  core.attributes = std::move(attributes);
  return core;
}

}  // namespace

const Attribute* find_attribute(const std::vector<Attribute>& attributes, std::string_view name) {
  const auto found = std::find_if(attributes.begin(), attributes.end(), [&](const Attribute& attribute) {
    return equals_ignoring_ascii_case(attribute.name, name);
  });
  return found == attributes.end() ? nullptr : &*found;
}

const Attribute* Attribute::sub(std::string_view sub_name) const {
  return find_attribute(sub_attributes, sub_name);
}

const Attribute* Schema::find(std::string_view attribute) const {
  return find_attribute(attributes, attribute);
}

std::string_view name_of(ResourceType type) { return type == ResourceType::user ? "User" : "Group"; }

std::string_view endpoint_of(ResourceType type) { return type == ResourceType::user ? "Users" : "Groups"; }

std::span<const Schema> schemas_of(ResourceType type) {
  static const std::vector<Schema> users{with_common_attributes(user_schema()), enterprise_user_schema()};
  static const std::vector<Schema> groups{with_common_attributes(group_schema())};
  return type == ResourceType::user ? users : groups;
}

const Schema* find_schema(ResourceType type, std::string_view urn) {
  for (const Schema& schema : schemas_of(type))
    if (equals_ignoring_ascii_case(schema.urn, urn)) return &schema;
  return nullptr;
}

}  // namespace bridge::scim
