#include "scim/schema.h"

#include <algorithm>
#include <array>
#include <deque>
#include <iterator>

#include "base/text.h"
#include "scim/extensions.h"
#include "scim/schema_tables.h"

namespace bridge::scim {
namespace {

Schema with_common_attributes(Schema core) {
  auto attributes = common_attributes();
  std::move(core.attributes.begin(), core.attributes.end(), std::back_inserter(attributes));
  core.attributes = std::move(attributes);
  return core;
}

// The schemas of each type, by its number.
using Known = std::array<std::vector<Schema>, 2>;

std::vector<Schema>& of_type(Known& known, ResourceType type) {
  return known[type == ResourceType::user ? 0 : 1];
}

Known built_in() {
  return {{{with_common_attributes(user_schema()), enterprise_user_schema()},
           {with_common_attributes(group_schema())}}};
}

// Every set there ever was, the present one last: what was given out stays where it is.
std::deque<Known>& all_known() {
  static std::deque<Known> all{built_in()};
  return all;
}

}  // namespace

void declare_extensions(const std::vector<Extension>& extensions) {
  Known known = built_in();
  for (const Extension& extension : extensions) of_type(known, extension.type).push_back(extension.schema);
  all_known().push_back(std::move(known));
}

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

std::span<const Schema> schemas_of(ResourceType type) { return of_type(all_known().back(), type); }

const Schema* find_schema(ResourceType type, std::string_view urn) {
  for (const Schema& schema : schemas_of(type))
    if (equals_ignoring_ascii_case(schema.urn, urn)) return &schema;
  return nullptr;
}

}  // namespace bridge::scim
