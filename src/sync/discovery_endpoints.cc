#include "scim/discovery.h"
#include "scim/error.h"
#include "scim/json.h"
#include "scim/listing.h"
#include "sync/endpoints.h"

namespace bridge::sync {
namespace {

// RFC 7644 section 4: other parameters of a query are ignored here.
Status check_not_filtered(const scim::Request& request) {
  if (!request.parameter("filter")) return Done{};
  return Error{Error::Code::denied, "there is no filtering here; leave the parameter 'filter' out"};
}

Answer answer_with(const scim::Json& body) {
  scim::Response response;
  response.body = scim::to_text(body);
  response.location = body.contains("meta") ? body["meta"]["location"].get<std::string>() : "";
  return response;
}

Answer list(const scim::Request& request, std::vector<scim::Json> all) {
  TRY(check_not_filtered(request));
  const long total = static_cast<long>(all.size());
  return answer_with(scim::list_response(std::move(all), total, 1));
}

Answer one(const std::optional<scim::Json>& found, const std::string& what, const std::string& name) {
  if (found) return answer_with(*found);
  return not_found("there is no " + what + " '" + name + "'");
}

}  // namespace

Answer show_service_provider_config(const Serving& serving, const scim::Request& request) {
  TRY(check_not_filtered(request));
  return answer_with(scim::service_provider_config(serving.offer, request.base_url));
}

Answer list_schemas(const scim::Request& request) { return list(request, scim::schemas(request.base_url)); }

Answer get_schema(const scim::Request& request, const std::string& urn) {
  return one(scim::schema(urn, request.base_url), "schema", urn);
}

Answer list_resource_types(const scim::Request& request) {
  return list(request, scim::resource_types(request.base_url));
}

Answer get_resource_type(const scim::Request& request, const std::string& name) {
  return one(scim::resource_type(name, request.base_url), "resource type", name);
}

// RFC 7644 section 3.11: whoever authenticates here is a provisioning client, never one of the resources.
Answer refuse_me(const scim::Request&) {
  scim::Response response;
  response.status = 501;
  response.body = scim::error_body(501, "", "/Me is not offered: a bearer token stands for no resource");
  return response;
}

}  // namespace bridge::sync
