#include "scim/resource.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "scim/error.h"
#include "scim/json_object.h"
#include "scim/member_intake.h"
#include "scim/normal_form.h"
#include "scim/path.h"

namespace bridge::scim {
namespace {

// A body sorted into what is treated differently.
struct Sorted {
  Json core = Json::object();        // The schema's own attributes and what no schema knows.
  Json extensions = Json::object();  // By URN as the schema spells it.
  Json schemas, password, members;   // As sent, null when not.
  bool has_members = false;
};

// A user's manager belongs to the extension, also where a client leaves its URN out.
std::optional<AttributePath> misplaced(ResourceType type, std::string_view key) {
  auto path = parse_attribute_path(type, key);
  const bool elsewhere = path && !path->urn.empty() && !path->attribute.empty() && key.find(':') == key.npos;
  return elsewhere ? std::optional(*std::move(path)) : std::nullopt;
}

// Several keys may speak of one extension; what is no object stays to be refused.
void merge(Json& extension, const Json& value) {
  if (is_empty(value)) return;
  if (value.is_object() && (extension.is_null() || extension.is_object()))
    extension.update(value);
  else
    extension = value;
}

Sorted sort(ResourceType type, const Json& body) {
  Sorted sorted;
  for (const auto& [key, value] : body.items()) {
    const Schema* schema = find_schema(type, key);
    if (equals_ignoring_ascii_case(key, "schemas")) {
      sorted.schemas = value;
    } else if (type == ResourceType::user && equals_ignoring_ascii_case(key, "password")) {
      sorted.password = value;
    } else if (type == ResourceType::group && equals_ignoring_ascii_case(key, "members")) {
      sorted.members = value;
      sorted.has_members = true;
    } else if (schema != nullptr && schema->urn != schemas_of(type)[0].urn) {
      merge(sorted.extensions[schema->urn], value);
    } else if (const auto path = misplaced(type, key)) {
      merge(sorted.extensions[path->urn], {{path->attribute, value}});
    } else {
      sorted.core[key] = value;
    }
  }
  return sorted;
}

Status add_extensions(ResourceType type, const Json& extensions, Json& body) {
  for (const auto& [urn, values] : extensions.items()) {
    if (values.is_null()) continue;
    if (!values.is_object())
      return invalid_input(fmt::format("attribute '{}' must be an object", urn), kInvalidValue);
    TRY_AS(normal, normal_members(find_schema(type, urn)->attributes, values, ""));
    if (!normal.empty()) body[urn] = std::move(normal);
  }
  return Done{};
}

Status check_required(const Schema& schema, const Json& values, std::string_view prefix) {
  for (const Attribute& attribute : schema.attributes)
    if (attribute.required && !values.contains(attribute.name))
      return invalid_input(fmt::format("attribute '{}{}' is required", prefix, attribute.name),
                           kInvalidValue);
  return Done{};
}

// An extension's only where something of it is there.
Status check_required(ResourceType type, const Json& body) {
  const auto schemas = schemas_of(type);
  TRY(check_required(schemas[0], body, ""));
  for (const Schema& extension : schemas.subspan(1))
    if (body.contains(extension.urn))
      TRY(check_required(extension, body[extension.urn], extension.urn + ":"));
  return Done{};
}

// A list of URNs, each once whatever its case.
class Urns {
 public:
  void add(const std::string& urn) {
    const bool known = std::any_of(list_.begin(), list_.end(), [&](const std::string& other) {
      return equals_ignoring_ascii_case(other, urn);
    });
    if (!known) list_.push_back(urn);
  }
  Json list() const { return list_; }

 private:
  std::vector<std::string> list_;
};

Result<std::vector<std::string>> claimed_urns(const Json& schemas) {
  std::vector<std::string> claimed;
  if (is_empty(schemas)) return claimed;
  const Json alone = schemas.is_array() ? Json() : Json::array({schemas});
  for (const Json& urn : schemas.is_array() ? schemas : alone) {
    if (!urn.is_string() && !urn.is_null())
      return invalid_input("attribute 'schemas' must be a list of strings", kInvalidValue);
    if (!is_empty(urn)) claimed.push_back(urn);
  }
  return claimed;
}

// Names what is there: the core, extensions present, and URNs of the client's own.
Result<Json> schemas_for(ResourceType type, const Json& body, const Json& sent) {
  TRY_AS(claimed, claimed_urns(sent));
  Urns urns;
  for (const Schema& schema : schemas_of(type))
    if (&schema == &schemas_of(type)[0] || body.contains(schema.urn)) urns.add(schema.urn);
  for (const auto& [key, value] : body.items())
    if (value.is_object() && key.find(':') != key.npos) urns.add(key);
  for (const std::string& urn : claimed)
    if (find_schema(type, urn) == nullptr) urns.add(urn);
  return urns.list();
}

Result<std::optional<Secret>> read_password(const Json& password) {
  if (is_empty(password)) return std::optional<Secret>();
  if (!password.is_string()) return invalid_input("attribute 'password' must be a string", kInvalidValue);
  return std::optional<Secret>(password.get<std::string>());
}

}  // namespace

Result<Content> normalise(ResourceType type, const Json& body) {
  if (!body.is_object()) return invalid_input("a resource must be a JSON object", kInvalidSyntax);
  const Sorted sorted = sort(type, body);
  TRY_AS(normal, normal_members(schemas_of(type)[0].attributes, sorted.core, ""));
  TRY(add_extensions(type, sorted.extensions, normal));
  TRY(check_required(type, normal));
  TRY_AS(schemas, schemas_for(type, normal, sorted.schemas));
  TRY_AS(members, read_members(sorted.members));
  TRY_AS(password, read_password(sorted.password));
  normal["schemas"] = std::move(schemas);
  Content content{std::move(normal), std::nullopt, std::move(password)};
  if (sorted.has_members) content.members = std::move(members);
  return content;
}

Json render(const Resource& resource, std::string_view base_url) {
  Json shown = resource.body;
  shown["id"] = resource.id.value;
  shown["meta"] = {{"resourceType", name_of(resource.type)},
                   {"created", to_rfc3339(resource.created)},
                   {"lastModified", to_rfc3339(resource.last_modified)},
                   {"location", location_of(resource.type, resource.id, base_url)},
                   {"version", etag_of(resource)}};
  return shown;
}

std::string etag_of(const Resource& resource) { return fmt::format("W/\"{}\"", resource.version); }

std::string location_of(ResourceType type, const ResourceId& id, std::string_view base_url) {
  return fmt::format("{}/{}/{}", base_url, endpoint_of(type), id.value);
}

}  // namespace bridge::scim
