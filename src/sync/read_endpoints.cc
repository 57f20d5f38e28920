#include "scim/conditions.h"
#include "scim/filter.h"
#include "scim/json.h"
#include "sync/endpoints.h"
#include "sync/presentation.h"

namespace bridge::sync {
namespace {

scim::Response not_modified(const scim::Resource& resource) {
  scim::Response response;
  response.status = 304;
  response.etag = scim::etag_of(resource);
  return response;
}

}  // namespace

Answer list_resources(const Serving& serving, scim::ResourceType type, const scim::Request& request) {
  TRY_AS(projection, scim::parse_projection(type, request));
  TRY_AS(page, scim::parse_page(request));
  scim::FilterPtr filter;
  if (const auto text = request.parameter("filter")) {
    TRY_AS(parsed, scim::parse_filter(type, *text));
    filter = std::move(parsed);
  }
  return serving.context.store.read([&](const store::Reader& reader) -> Answer {
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

Answer get_resource(const Serving& serving, scim::ResourceType type, const scim::ResourceId& id,
                    const scim::Request& request) {
  return serving.context.store.read([&](const store::Reader& reader) -> Answer {
    TRY_AS(resource, reader.resource(id));
    if (!resource || resource->type != type)
      return not_found("there is no " + std::string(name_of(type)) + " '" + id.value + "'");
    scim::Conditions conditions = scim::Conditions::of(request);
    if (scim::is_known_already(conditions, *resource)) return not_modified(*resource);
    conditions.if_none_match.clear();
    TRY(scim::check(conditions, *resource));
    return respond_with(reader, *resource, 200, request);
  });
}

}  // namespace bridge::sync
