#include "scim/discovery.h"

#include <fmt/format.h>

#include "base/text.h"
#include "scim/listing.h"
#include "scim/schema_json.h"

namespace bridge::scim {
namespace {

constexpr std::string_view kConfigUrn = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig";
constexpr std::string_view kResourceTypeUrn = "urn:ietf:params:scim:schemas:core:2.0:ResourceType";
constexpr ResourceType kTypes[] = {ResourceType::user, ResourceType::group};

Json meta(std::string_view type, std::string_view base_url, std::string_view path) {
  return {{"resourceType", type}, {"location", fmt::format("{}/{}", base_url, path)}};
}

Json supported(bool yes) { return {{"supported", yes}}; }

// RFC 9865 section 2.3.
Json pagination(const Offer& offer) {
  return {{"cursor", true},
          {"index", true},
          {"defaultPaginationMethod", "index"},
          {"defaultPageSize", Page().count},
          {"maxPageSize", kMostPerPage},
          {"cursorTimeout", offer.cursor_life.count()}};
}

Json bearer_token() {
  return {{"type", "oauthbearertoken"},
          {"name", "OAuth Bearer Token"},
          {"description", "A token in the header \"Authorization: Bearer …\" (RFC 6750)."},
          {"specUri", "https://www.rfc-editor.org/info/rfc6750"},
          {"primary", true}};
}

Json resource_type(ResourceType type, std::string_view base_url) {
  const auto known = schemas_of(type);
  Json shown = {{"schemas", Json::array({kResourceTypeUrn})},
                {"id", name_of(type)},
                {"name", name_of(type)},
                {"endpoint", fmt::format("/{}", endpoint_of(type))},
                {"description", known[0].description},
                {"schema", known[0].urn},
                {"schemaExtensions", Json::array()},
                {"meta", meta("ResourceType", base_url, fmt::format("ResourceTypes/{}", name_of(type)))}};
  for (const Schema& extension : known.subspan(1))
    shown["schemaExtensions"].push_back(Json::object({{"schema", extension.urn}, {"required", false}}));
  return shown;
}

}  // namespace

Json service_provider_config(const Offer& offer, std::string_view base_url) {
  return {{"schemas", Json::array({kConfigUrn})},
          {"patch", supported(true)},
          {"bulk",
           {{"supported", offer.bulk_operations > 0},
            {"maxOperations", offer.bulk_operations},
            {"maxPayloadSize", offer.bulk_operations > 0 ? offer.most_body_bytes : 0}}},
          {"filter", {{"supported", true}, {"maxResults", kMostPerPage}}},
          {"changePassword", supported(true)},
          {"sort", supported(true)},
          {"etag", supported(true)},
          {"pagination", pagination(offer)},
          {"authenticationSchemes", Json::array({bearer_token()})},
          {"meta", meta("ServiceProviderConfig", base_url, "ServiceProviderConfig")}};
}

std::vector<Json> resource_types(std::string_view base_url) {
  std::vector<Json> all;
  for (const ResourceType type : kTypes) all.push_back(resource_type(type, base_url));
  return all;
}

std::optional<Json> resource_type(std::string_view name, std::string_view base_url) {
  for (const ResourceType type : kTypes)
    if (equals_ignoring_ascii_case(name, name_of(type))) return resource_type(type, base_url);
  return std::nullopt;
}

std::vector<Json> schemas(std::string_view base_url) {
  std::vector<Json> all;
  for (const ResourceType type : kTypes)
    for (const Schema& each : schemas_of(type)) all.push_back(to_json(each, base_url));
  return all;
}

std::optional<Json> schema(std::string_view urn, std::string_view base_url) {
  for (const ResourceType type : kTypes)
    if (const Schema* found = find_schema(type, urn)) return to_json(*found, base_url);
  return std::nullopt;
}

}  // namespace bridge::scim
