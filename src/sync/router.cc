#include "sync/router.h"

#include <algorithm>

#include "base/text.h"
#include "scim/error.h"

namespace bridge::sync {
namespace {

std::vector<std::string> split(std::string_view pattern) {
  std::vector<std::string> segments;
  while (!pattern.empty()) {
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    segments.emplace_back(pattern.substr(0, end));
    pattern.remove_prefix(std::min(end + 1, pattern.size()));
  }
  return segments;
}

bool is_name(const std::string& segment) { return segment == "*"; }

Error no_such_endpoint(const scim::Request& request) {
  std::string path;
  for (const auto& segment : request.path) path += "/" + segment;
  return not_found("there is no endpoint '" + path +
                   "' here; /Users, /Groups and /ServiceProviderConfig are");
}

scim::Response options(const std::string& allowed) {
  scim::Response response;
  response.status = 204;
  response.allow = allowed;
  return response;
}

scim::Response not_allowed(const std::string& method, const std::string& allowed) {
  scim::Response response;
  response.status = 405;
  response.allow = allowed;
  response.body = scim::error_body(405, "", "method " + method + " is not allowed here; allowed: " + allowed);
  return response;
}

}  // namespace

void Router::add(std::string_view pattern, std::string_view method, Handler handler) {
  auto route = std::find_if(routes_.begin(), routes_.end(),
                            [&](const Route& known) { return known.pattern == pattern; });
  if (route == routes_.end()) route = routes_.insert(route, {std::string(pattern), split(pattern), {}});
  route->methods.emplace_back(method, std::move(handler));
}

Result<scim::Response> Router::answer(const scim::Request& request) const {
  const Route* route = find(request.path);
  if (route == nullptr) return no_such_endpoint(request);
  for (const auto& [method, handler] : route->methods)
    if (method == request.method) return handler(request, route->name_in(request.path));
  return request.method == "OPTIONS" ? options(route->allow()) : not_allowed(request.method, route->allow());
}

const Router::Route* Router::find(const std::vector<std::string>& path) const {
  const auto found =
      std::find_if(routes_.begin(), routes_.end(), [&](const Route& route) { return route.fits(path); });
  return found == routes_.end() ? nullptr : &*found;
}

bool Router::Route::fits(const std::vector<std::string>& path) const {
  return std::equal(segments.begin(), segments.end(), path.begin(), path.end(),
                    [](const std::string& wanted, const std::string& given) {
                      return is_name(wanted) || equals_ignoring_ascii_case(wanted, given);
                    });
}

std::string Router::Route::name_in(const std::vector<std::string>& path) const {
  const auto place = std::find_if(segments.begin(), segments.end(), is_name) - segments.begin();
  return static_cast<std::size_t>(place) < path.size() ? path[static_cast<std::size_t>(place)] : "";
}

std::string Router::Route::allow() const {
  std::string allowed = "OPTIONS";
  for (const auto& [method, handler] : methods) allowed += (method == "GET" ? ", GET, HEAD" : ", " + method);
  return allowed;
}

}  // namespace bridge::sync
