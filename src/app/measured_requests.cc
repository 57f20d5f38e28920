#include "app/measured_requests.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"

namespace bridge::app {
namespace {

constexpr std::string_view kEndpoints[] = {"Users",         "Groups", "Bulk",    "Schemas",
                                           "ResourceTypes", "Me",     ".search", "ServiceProviderConfig"};
constexpr std::string_view kMethods[] = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    if (end > 0) segments.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

std::string method_of(const std::string& method) {
  return std::find(std::begin(kMethods), std::end(kMethods), method) != std::end(kMethods) ? method : "other";
}

}  // namespace

std::string route_of(std::string_view path) {
  auto segments = segments_of(path);
  if (segments.empty() || segments.front() != "scim") return "other";
  segments.erase(segments.begin(), segments.begin() + (segments.size() > 1 && segments[1] == "v2" ? 2 : 1));
  if (segments.empty()) return "/";
  for (const std::string_view endpoint : kEndpoints) {
    if (!equals_ignoring_ascii_case(segments[0], endpoint)) continue;
    const std::string route = "/" + std::string(endpoint);
    if (segments.size() == 1) return route;
    if (segments.size() > 2) return "other";
    return route + (segments[1] == ".search" ? "/.search" : "/{id}");
  }
  return "other";
}

http::Handler measured(http::Handler handler, Metrics& metrics, const Clock& clock) {
  return [handler = std::move(handler), &metrics, &clock](http::Request&& request, http::Reply reply) {
    const SteadyTime begun = clock.steady_now();
    const Labels labels = {{"method", method_of(request.method)}, {"route", route_of(request.path)}};
    handler(std::move(request), http::Reply([=, &metrics, &clock](http::Response response) {
              Labels counted = labels;
              counted["status"] = std::to_string(response.status);
              metrics.add(Metric::http_requests, counted);
              const std::chrono::duration<double> taken = clock.steady_now() - begun;
              metrics.observe(Metric::http_seconds, labels, taken.count());
              reply(std::move(response));
            }));
  };
}

http::Application noted(http::Application application, Traffic& traffic, Metrics& metrics,
                        const Clock& clock) {
  return [application = std::move(application), &traffic, &metrics, &clock](const scim::Request& request) {
    scim::Response response = application(request);
    const WallTime now = clock.now();
    traffic.note(request.client, request.method, response.status, now);
    metrics.set(Metric::last_request, to_unix_seconds(now));
    return response;
  };
}

}  // namespace bridge::app
