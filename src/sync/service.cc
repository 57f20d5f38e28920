#include "sync/service.h"

#include <array>
#include <optional>

#include "base/text.h"
#include "scim/error.h"
#include "scim/filter.h"
#include "scim/json.h"
#include "scim/patch.h"
#include "sync/presentation.h"

namespace bridge::sync {
namespace {

std::optional<scim::ResourceType> type_at(std::string_view endpoint) {
  for (const auto type : {scim::ResourceType::user, scim::ResourceType::group})
    if (equals_ignoring_ascii_case(endpoint, endpoint_of(type))) return type;
  return std::nullopt;
}

Error no_such_endpoint(const scim::Request& request) {
  std::string path;
  for (const auto& segment : request.path) path += "/" + segment;
  return not_found("there is no endpoint '" + path + "' here; Users and Groups are");
}

scim::Response not_allowed(const scim::Request& request, const char* allowed) {
  scim::Response response;
  response.status = 405;
  response.allow = allowed;
  response.body =
      scim::error_body(405, "", "method " + request.method + " is not allowed here; allowed: " + allowed);
  return response;
}

// A write without a body, or with one that is no object, says nothing.
Result<scim::Json> parse_object(const scim::Request& request) {
  TRY_AS(body, scim::parse_json(request.body));
  if (!body.is_object()) return invalid_input("the body must be a JSON object", scim::kInvalidSyntax);
  return std::move(body);
}

}  // namespace

scim::Response Service::handle(const scim::Request& request) {
  auto answer = [&]() -> Result<scim::Response> {
    const auto type = request.path.empty() ? std::nullopt : type_at(request.path[0]);
    if (type && request.path.size() == 1) return collection(*type, request);
    if (type && request.path.size() == 2) return single(*type, scim::ResourceId{request.path[1]}, request);
    return no_such_endpoint(request);
  }();
  return answer ? std::move(*answer) : respond_with(answer.error());
}

Result<scim::Response> Service::collection(scim::ResourceType type, const scim::Request& request) {
  if (request.method == "GET") return list(type, request);
  if (request.method == "POST") return create(type, request);
  return not_allowed(request, "GET, HEAD, POST");
}

Result<scim::Response> Service::single(scim::ResourceType type, const scim::ResourceId& id,
                                       const scim::Request& request) {
  if (request.method == "GET") return get(type, id, request);
  if (request.method == "PUT") return replace(type, id, request);
  if (request.method == "PATCH") return patch(type, id, request);
  if (request.method == "DELETE") return remove(type, id, request);
  return not_allowed(request, "GET, HEAD, PUT, PATCH, DELETE");
}

Result<scim::Response> Service::create(scim::ResourceType type, const scim::Request& request) {
  TRY_AS(body, parse_object(request));
  TRY_AS(content, scim::normalise(type, body));
  TRY_AS(made, provisioner_.create(type, std::move(content), requester(request)));
  return context_.store.read(
      [&](const store::Reader& reader) { return respond_with(reader, made, 201, request); });
}

Result<scim::Response> Service::list(scim::ResourceType type, const scim::Request& request) {
  TRY_AS(projection, scim::parse_projection(type, request));
  TRY_AS(page, scim::parse_page(request));
  scim::FilterPtr filter;
  if (const auto text = request.parameter("filter")) {
    TRY_AS(parsed, scim::parse_filter(type, *text));
    filter = std::move(parsed);
  }
  return context_.store.read([&](const store::Reader& reader) -> Result<scim::Response> {
    std::vector<scim::Resource> found;
    TRY_AS(total, reader.find(type, filter.get(), page,
                              [&](scim::Resource&& resource) { found.push_back(std::move(resource)); }));
    std::vector<scim::Json> shown;
    for (const auto& resource : found) {
      TRY_AS(one, present(reader, resource, projection, request.base_url));
      shown.push_back(std::move(one));
    }
    scim::Response response;
    response.body = scim::to_text(scim::list_response(std::move(shown), total, page.start_index));
    return response;
  });
}

Result<scim::Response> Service::get(scim::ResourceType type, const scim::ResourceId& id,
                                    const scim::Request& request) {
  return context_.store.read([&](const store::Reader& reader) -> Result<scim::Response> {
    TRY_AS(resource, reader.resource(id));
    if (!resource || resource->type != type)
      return not_found("there is no " + std::string(name_of(type)) + " '" + id.value + "'");
    return respond_with(reader, *resource, 200, request);
  });
}

Result<scim::Response> Service::replace(scim::ResourceType type, const scim::ResourceId& id,
                                        const scim::Request& request) {
  TRY_AS(body, parse_object(request));
  TRY_AS(content, scim::normalise(type, body));
  TRY_AS(made, provisioner_.replace(type, id, std::move(content), requester(request)));
  return context_.store.read(
      [&](const store::Reader& reader) { return respond_with(reader, made, 200, request); });
}

// Users answer with what became of them, groups with nothing: their members may be many, and the largest
// client advises it.
Result<scim::Response> Service::patch(scim::ResourceType type, const scim::ResourceId& id,
                                      const scim::Request& request) {
  TRY_AS(body, parse_object(request));
  TRY_AS(operations, scim::parse_patch(type, body));
  TRY_AS(made, provisioner_.patch(type, id, operations, requester(request)));
  if (type == scim::ResourceType::group) {
    scim::Response response;
    response.status = 204;
    response.etag = scim::etag_of(made);
    return response;
  }
  return context_.store.read(
      [&](const store::Reader& reader) { return respond_with(reader, made, 200, request); });
}

Result<scim::Response> Service::remove(scim::ResourceType type, const scim::ResourceId& id,
                                       const scim::Request& request) {
  TRY(provisioner_.remove(type, id, requester(request)));
  scim::Response response;
  response.status = 204;
  return response;
}

Requester Service::requester(const scim::Request& request) const {
  return {request.client, request.id, context_.clock.steady_now() + request_timeout_};
}

}  // namespace bridge::sync
