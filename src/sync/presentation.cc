#include "sync/presentation.h"

#include "scim/error.h"
#include "scim/json.h"

namespace bridge::sync {
namespace {

constexpr int kRowsAtATime = 500;
constexpr int kRetryAfterSeconds = 5;

// A member as pushed, with what we know better: where it is and what it is.
Result<scim::Json> present_member(const store::Reader& reader, const scim::Member& member,
                                  const std::string& base_url) {
  scim::Json shown = member.pushed;
  shown["value"] = member.value;
  const scim::ResourceId id{member.value};
  TRY_AS(resource, reader.resource(id));
  if (resource) {
    shown["type"] = name_of(resource->type);
    shown["$ref"] = scim::location_of(resource->type, id, base_url);
  }
  return shown;
}

Status add_members(const store::Reader& reader, const scim::ResourceId& group, const std::string& base_url,
                   scim::Json& shown) {
  scim::Json members = scim::Json::array();
  std::string after;
  for (;;) {
    TRY_AS(rows, reader.members(group, after, kRowsAtATime));
    for (const auto& member : rows) {
      TRY_AS(one, present_member(reader, member, base_url));
      members.push_back(std::move(one));
    }
    if (rows.size() < kRowsAtATime) break;
    after = rows.back().value;
  }
  if (!members.empty()) shown["members"] = std::move(members);
  return Done{};
}

}  // namespace

Result<scim::Json> present(const store::Reader& reader, const scim::Resource& resource,
                           const scim::Projection& projection, const std::string& base_url) {
  scim::Json shown = scim::render(resource, base_url);
  if (resource.type == scim::ResourceType::group && projection.shows(resource.type, "members"))
    TRY(add_members(reader, resource.id, base_url, shown));
  scim::project(resource.type, projection, shown);
  return shown;
}

Result<scim::Response> respond_with(const store::Reader& reader, const scim::Resource& resource, int status,
                                    const scim::Request& request) {
  TRY_AS(projection, scim::parse_projection(resource.type, request));
  TRY_AS(shown, present(reader, resource, projection, request.base_url));
  scim::Response response;
  response.status = status;
  response.body = scim::to_text(shown);
  response.location = scim::location_of(resource.type, resource.id, request.base_url);
  response.etag = scim::etag_of(resource);
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
