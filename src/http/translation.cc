#include "http/translation.h"

#include <utility>

#include "base/text.h"
#include "http/syntax.h"
#include "http/target.h"

namespace bridge::http {
namespace {

constexpr std::string_view kBase = "scim";
constexpr std::string_view kVersion = "v2";
constexpr std::string_view kBasePath = "/scim/v2";

Verdict check_body(const Request& request) {
  if (request.body.empty()) return Done{};
  if (const std::string* type = request.header("Content-Type")) {
    const std::string_view media = trim(std::string_view(*type).substr(0, type->find(';')));
    const bool known = media.empty() || equals_ignoring_ascii_case(media, "application/scim+json") ||
                       equals_ignoring_ascii_case(media, "application/json");
    if (!known) return Refusal{415, "The body must be application/scim+json or application/json."};
  }
  if (const std::string* coding = request.header("Content-Encoding")) {
    if (!equals_ignoring_ascii_case(*coding, "identity")) {
      return Refusal{415, "The body must not be compressed."};
    }
  }
  return Done{};
}

std::string base_url(const Request& request, std::string_view external_url) {
  if (!external_url.empty()) return std::string(external_url);
  const std::string* host = request.header("Host");
  std::string url = request.secure ? "https://" : "http://";
  url += host != nullptr && !host->empty() ? std::string_view(*host) : "localhost";
  return url.append(kBasePath);
}

void drop_base(std::vector<std::string>& path) {
  const bool versioned = path.size() > 1 && path[1] == kVersion;
  if (!path.empty()) path.erase(path.begin(), path.begin() + (versioned ? 2 : 1));
}

// The values of all headers of that name as one list (RFC 9110 section 5.3).
std::string listed(const Request& request, std::string_view name) {
  std::string list;
  for (const Header& each : request.headers)
    if (equals_ignoring_ascii_case(each.name, name)) list += (list.empty() ? "" : ", ") + each.value;
  return list;
}

void add_header(Response& response, std::string_view name, std::string value) {
  if (!value.empty()) response.headers.push_back({std::string(name), std::move(value)});
}

}  // namespace

bool is_below_base(std::string_view path) {
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  return path.substr(0, path.find('/')) == kBase;
}

Result<scim::Request, Refusal> to_scim(Request&& request, std::string_view external_url) {
  TRY(check_body(request));
  auto target = parse_target(request.path, request.query);
  if (!target) return Refusal{400, target.error().message};
  drop_base(target->path);
  scim::Request made;
  made.method = request.method == "HEAD" ? "GET" : std::move(request.method);
  made.path = std::move(target->path);
  made.query = std::move(target->query);
  made.if_match = listed(request, "If-Match");
  made.if_none_match = listed(request, "If-None-Match");
  made.base_url = base_url(request, external_url);
  made.body = std::move(request.body);
  made.id = std::move(request.id);
  return made;
}

Response to_http(scim::Response&& response) {
  Response made{response.status, {{"Content-Type", "application/scim+json"}}, std::move(response.body)};
  if (!made.body.empty()) add_header(made, "Content-Location", response.location);
  add_header(made, "Location", std::move(response.location));
  add_header(made, "ETag", std::move(response.etag));
  add_header(made, "Allow", std::move(response.allow));
  if (response.retry_after > 0) add_header(made, "Retry-After", std::to_string(response.retry_after));
  return made;
}

}  // namespace bridge::http
