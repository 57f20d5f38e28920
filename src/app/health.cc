#include "app/health.h"

#include <nlohmann/json.hpp>

#include "scim/json.h"

namespace bridge::app {
namespace {

http::Response respond(int status, const scim::Json& body) {
  return {status, {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}}, scim::to_text(body)};
}

}  // namespace

http::Handler health_handler(std::function<std::vector<std::string>()> reasons) {
  return [reasons = std::move(reasons)](http::Request&& request, const http::Reply& reply) {
    if (request.method != "GET" && request.method != "HEAD")
      return reply(respond(405, {{"error", "GET only"}}));
    if (request.path == "/healthz") return reply(respond(200, {{"status", "alive"}}));
    if (request.path != "/readyz") return reply(respond(404, {{"error", "/healthz and /readyz are here"}}));
    const auto why_not = reasons();
    reply(respond(why_not.empty() ? 200 : 503,
                  {{"status", why_not.empty() ? "ready" : "not ready"}, {"reasons", why_not}}));
  };
}

}  // namespace bridge::app
