#include "scim/schema_json.h"

#include <fmt/format.h>

namespace bridge::scim {
namespace {

constexpr std::string_view kSchemaUrn = "urn:ietf:params:scim:schemas:core:2.0:Schema";

using Type = Attribute::Type;

std::string_view word(Type type) {
  switch (type) {
    case Type::string:
      return "string";
    case Type::boolean:
      return "boolean";
    case Type::decimal:
      return "decimal";
    case Type::integer:
      return "integer";
    case Type::date_time:
      return "dateTime";
    case Type::reference:
      return "reference";
    case Type::binary:
      return "binary";
    case Type::complex:
      break;
  }
  return "complex";
}

std::string_view word(Attribute::Mutability mutability) {
  switch (mutability) {
    case Attribute::Mutability::read_only:
      return "readOnly";
    case Attribute::Mutability::write_only:
      return "writeOnly";
    case Attribute::Mutability::immutable:
      return "immutable";
    case Attribute::Mutability::read_write:
      break;
  }
  return "readWrite";
}

std::string_view word(Attribute::Returned returned) {
  switch (returned) {
    case Attribute::Returned::always:
      return "always";
    case Attribute::Returned::on_request:
      return "request";
    case Attribute::Returned::never:
      return "never";
    case Attribute::Returned::by_default:
      break;
  }
  return "default";
}

std::string_view word(Attribute::Uniqueness uniqueness) {
  switch (uniqueness) {
    case Attribute::Uniqueness::server:
      return "server";
    case Attribute::Uniqueness::global:
      return "global";
    case Attribute::Uniqueness::none:
      break;
  }
  return "none";
}

Json to_json(const std::vector<Attribute>& attributes);

Json to_json(const Attribute& attribute) {
  Json shown = {{"name", attribute.name},
                {"type", word(attribute.type)},
                {"multiValued", attribute.multi_valued},
                {"description", attribute.description},
                {"required", attribute.required},
                {"caseExact", attribute.case_exact},
                {"mutability", word(attribute.mutability)},
                {"returned", word(attribute.returned)},
                {"uniqueness", word(attribute.uniqueness)}};
  if (!attribute.canonical_values.empty()) shown["canonicalValues"] = attribute.canonical_values;
  if (!attribute.reference_types.empty()) shown["referenceTypes"] = attribute.reference_types;
  if (!attribute.sub_attributes.empty()) shown["subAttributes"] = to_json(attribute.sub_attributes);
  return shown;
}

Json to_json(const std::vector<Attribute>& attributes) {
  Json list = Json::array();
  for (const Attribute& attribute : attributes)
    if (attribute.returned != Attribute::Returned::never) list.push_back(to_json(attribute));
  return list;
}

}  // namespace

Json to_json(const Schema& schema, std::string_view base_url) {
  return {{"schemas", Json::array({kSchemaUrn})},
          {"id", schema.urn},
          {"name", schema.name},
          {"description", schema.description},
          {"attributes", to_json(schema.attributes)},
          {"meta",
           {{"resourceType", "Schema"}, {"location", fmt::format("{}/Schemas/{}", base_url, schema.urn)}}}};
}

}  // namespace bridge::scim
