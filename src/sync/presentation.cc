#include "sync/presentation.h"

#include "scim/error.h"
#include "scim/json.h"

namespace bridge::sync {
namespace {

constexpr std::size_t kRowsAtATime = 500;
constexpr int kRetryAfterSeconds = 5;

// Appends one page of members to the text of a group; what is shown of them is decided as for a whole group.
void append_members(std::vector<scim::Json> page, const scim::Projection& projection, bool first,
                    std::string& text) {
  scim::Json group = scim::Json::object({{"members", std::move(page)}});
  scim::project(scim::ResourceType::group, projection, group);
  if (!group.contains("members") || group["members"].empty()) return;
  const std::string members = scim::to_text(group["members"]);
  text.append(first ? ",\"members\":[" : ",").append(members, 1, members.size() - 2);
}

Status append_members(const store::Reader& reader, const scim::ResourceId& group,
                      const scim::Projection& projection, const store::View& view, std::string& text) {
  text.pop_back();
  const std::size_t before = text.size();
  std::string after;
  for (;;) {
    TRY_AS(page, reader.shown_members(group, after, kRowsAtATime, view));
    const bool is_last = page.size() < kRowsAtATime;
    if (!page.empty()) after = page.back()["value"];
    append_members(std::move(page), projection, text.size() == before, text);
    if (is_last) break;
  }
  text += text.size() == before ? "}" : "]}";
  return Done{};
}

}  // namespace

Result<std::string> present(const store::Reader& reader, const scim::Resource& resource,
                            const scim::Projection& projection, const store::View& view) {
  scim::Json shown = scim::render(resource, view.base_url);
  if (resource.type == scim::ResourceType::user && projection.shows(resource.type, "groups")) {
    TRY_AS(groups, reader.shown_groups(resource.id, view));
    if (!groups.empty()) shown["groups"] = std::move(groups);
  }
  scim::project(resource.type, projection, shown);
  std::string text = scim::to_text(shown);
  if (resource.type == scim::ResourceType::group && projection.shows(resource.type, "members"))
    TRY(append_members(reader, resource.id, projection, view, text));
  return text;
}

store::View view_of(const Context& context, const scim::Request& request) {
  return {request.base_url, context.mapping->members().nested == mapping::NestedGroups::flatten};
}

Result<scim::Response> respond_with(const store::Reader& reader, const store::View& view,
                                    const scim::Resource& resource, int status,
                                    const scim::Request& request) {
  TRY_AS(projection, scim::parse_projection(resource.type, request));
  TRY_AS(shown, present(reader, resource, projection, view));
  scim::Response response;
  response.status = status;
  response.body = std::move(shown);
  response.location = scim::location_of(resource.type, resource.id, view.base_url);
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
