#include "scim/immutable.h"

#include <fmt/format.h>

#include "scim/error.h"
#include "scim/json_object.h"

namespace bridge::scim {
namespace {

bool is_single_object(const Attribute& attribute) {
  return attribute.type == Attribute::Type::complex && !attribute.multi_valued;
}

bool has_immutable_part(const Attribute& attribute) {
  for (const Attribute& sub : attribute.sub_attributes)
    if (sub.mutability == Attribute::Mutability::immutable) return is_single_object(attribute);
  return false;
}

Status keep(const std::vector<Attribute>& attributes, const Json& before, Json& after,
            const std::string& prefix) {
  for (const Attribute& attribute : attributes) {
    const auto was = before.find(attribute.name);
    if (was == before.end()) continue;
    const auto is = after.find(attribute.name);
    if (attribute.mutability == Attribute::Mutability::immutable) {
      if (is != after.end() && *is != *was)
        return invalid_input(
            fmt::format("attribute '{}{}' is immutable and has a value already", prefix, attribute.name),
            kMutability);
      after[attribute.name] = *was;
    } else if (has_immutable_part(attribute)) {
      Json parts = is == after.end() ? Json::object() : *is;
      TRY(keep(attribute.sub_attributes, *was, parts, prefix + attribute.name + "."));
      if (!parts.empty()) after[attribute.name] = std::move(parts);
    }
  }
  return Done{};
}

}  // namespace

Status keep_immutable(ResourceType type, const Json& before, Json& after) {
  const auto schemas = schemas_of(type);
  TRY(keep(schemas[0].attributes, before, after, ""));
  for (const Schema& extension : schemas.subspan(1)) {
    const Json* was = find_member(before, extension.urn);
    if (was == nullptr || !was->is_object()) continue;
    const Json* is = find_member(after, extension.urn);
    Json parts = is != nullptr ? *is : Json::object();
    TRY(keep(extension.attributes, *was, parts, extension.urn + ":"));
    if (!parts.empty()) after[extension.urn] = std::move(parts);
  }
  return Done{};
}

}  // namespace bridge::scim
