#include "scim/conditions.h"
#include "scim/error.h"
#include "scim/json.h"
#include "scim/json_object.h"
#include "scim/patch.h"
#include "sync/endpoints.h"
#include "sync/presentation.h"

namespace bridge::sync {
namespace {

// A write without a body, or with one that is no object, says nothing.
Result<scim::Json> parse_object(const scim::Request& request) {
  TRY_AS(body, scim::parse_json(request.body));
  if (!body.is_object()) return invalid_input("the body must be a JSON object", scim::kInvalidSyntax);
  return std::move(body);
}

Requester requester(const Serving& serving, const scim::Request& request) {
  return {request.client, request.id, serving.context.clock.steady_now() + serving.request_timeout};
}

Answer show(const Serving& serving, const scim::Resource& resource, int status,
            const scim::Request& request) {
  return serving.context.store.read([&](const store::Reader& reader) {
    return respond_with(serving.context, reader, resource, status, request);
  });
}

bool disables(scim::ResourceType type, const scim::Json& body) {
  const scim::Json* active = scim::find_member(body, "active");
  if (type != scim::ResourceType::user || active == nullptr) return false;
  const auto content = scim::normalise(type, {{"userName", "x"}, {"active", *active}});
  return content && !content->body.value("active", true);
}

}  // namespace

Answer create_resource(const Serving& serving, scim::ResourceType type, const scim::Request& request) {
  TRY_AS(body, parse_object(request));
  TRY_AS(content, scim::normalise(type, body));
  TRY(scim::check_for_new(scim::Conditions::of(request)));
  TRY_AS(made, serving.provisioner.create(type, std::move(content), requester(serving, request)));
  return show(serving, made, 201, request);
}

Answer replace_resource(const Serving& serving, scim::ResourceType type, const scim::ResourceId& id,
                        const scim::Request& request) {
  TRY_AS(body, parse_object(request));
  const auto conditions = scim::Conditions::of(request);
  const Requester on_behalf = requester(serving, request);
  auto made = [&]() -> Result<scim::Resource> {
    auto content = scim::normalise(type, body);
    if (content) return serving.provisioner.replace(type, id, std::move(*content), on_behalf, conditions);
    if (!disables(type, body)) return std::move(content).error();
    return serving.provisioner.disable(id, content.error(), on_behalf, conditions);
  }();
  if (!made) return std::move(made).error();
  return show(serving, *made, 200, request);
}

// Users answer with what became of them, groups with nothing: their members may be many, and the largest
// client advises it.
Answer patch_resource(const Serving& serving, scim::ResourceType type, const scim::ResourceId& id,
                      const scim::Request& request) {
  TRY_AS(body, parse_object(request));
  TRY_AS(operations, scim::parse_patch(type, body));
  TRY_AS(made, serving.provisioner.patch(type, id, operations, requester(serving, request),
                                         scim::Conditions::of(request)));
  if (type == scim::ResourceType::user) return show(serving, made, 200, request);
  scim::Response response;
  response.status = 204;
  response.etag = scim::etag_of(made);
  return response;
}

Answer remove_resource(const Serving& serving, scim::ResourceType type, const scim::ResourceId& id,
                       const scim::Request& request) {
  TRY(serving.provisioner.remove(type, id, requester(serving, request), scim::Conditions::of(request)));
  scim::Response response;
  response.status = 204;
  return response;
}

}  // namespace bridge::sync
