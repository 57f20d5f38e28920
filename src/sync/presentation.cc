#include "sync/presentation.h"

#include <memory>

#include "scim/error.h"
#include "sync/pieces.h"
#include "sync/resource_text.h"

namespace bridge::sync {
namespace {

constexpr int kRetryAfterSeconds = 5;

// The text of one resource with what it is made by.
struct ResourceBody {
  ResourceBody(scim::Projection shown, store::View seen)
      : projection(std::move(shown)), view(std::move(seen)) {}

  const scim::Projection projection;
  const store::View view;
  ResourceText text{projection, view};
};

}  // namespace

store::View view_of(const Context& context, const scim::Request& request) {
  return {request.base_url, context.mapping->members().nested == mapping::NestedGroups::flatten};
}

Result<scim::Response> respond_with(const Context& context, const store::Reader& reader,
                                    const scim::Resource& resource, int status,
                                    const scim::Request& request) {
  TRY_AS(projection, scim::parse_projection(resource.type, request));
  const auto body = std::make_shared<ResourceBody>(std::move(projection), view_of(context, request));
  scim::Response response;
  response.status = status;
  response.location = scim::location_of(resource.type, resource.id, body->view.base_url);
  response.etag = scim::etag_of(resource);
  TRY(body->text.begin(reader, resource, response.body));
  if (body->text.is_complete()) return response;
  const Append append = [body](const store::Reader& at_hand, std::string& text) -> Result<bool> {
    TRY(body->text.go_on(at_hand, text));
    return body->text.is_complete();
  };
  TRY(fill(response, context.store, reader, append));
  return response;
}

scim::Response respond_with(const Error& error) {
  scim::Response response;
  response.status = scim::status_of(error);
  response.body = scim::error_body(response.status, error.keyword, error.message);
  if (error.code == Error::Code::unavailable) response.retry_after = kRetryAfterSeconds;
  return response;
}

}  // namespace bridge::sync
