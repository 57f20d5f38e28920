#include "app/admin_site.h"

#include <arpa/inet.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "http/target.h"
#include "scim/json.h"

namespace bridge::app {
namespace {

using http::Request;
using http::Response;

constexpr char kJson[] = "application/json";
constexpr char kPlain[] = "text/plain; charset=utf-8";

Response respond(int status, const char* type, std::string body) {
  return {status,
          {{"Content-Type", type}, {"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}},
          std::move(body)};
}

Response respond(int status, const scim::Json& body) { return respond(status, kJson, scim::to_text(body)); }

Response tell_readiness(const std::vector<Check>& checks) {
  scim::Json reasons = scim::Json::array(), each = scim::Json::object();
  for (const Check& check : checks) {
    each[check.name] = check.problem.empty() ? "ok" : check.problem;
    if (check.decisive && !check.problem.empty()) reasons.push_back(check.problem);
  }
  const bool ready = is_ready(checks);
  return respond(ready ? 200 : 503,
                 {{"status", ready ? "ready" : "not ready"}, {"reasons", reasons}, {"checks", each}});
}

Response tell_metrics(const Result<std::string>& text) {
  if (!text) return respond(503, kPlain, text.error().message + "\n");
  return respond(200, "text/plain; version=0.0.4; charset=utf-8", *text);
}

// Nothing is loaded from anywhere and nothing runs; the page can send its form to itself only.
Response tell_status(const Result<std::string>& page) {
  if (!page) {
    const int status = page.error().code == Error::Code::denied ? 403 : 503;
    return respond(status, kPlain, page.error().message + "\n");
  }
  Response response = respond(200, "text/html; charset=utf-8", *page);
  response.headers.push_back({"Content-Security-Policy",
                              "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
                              "base-uri 'none'; frame-ancestors 'none'"});
  response.headers.push_back({"Referrer-Policy", "no-referrer"});
  return response;
}

// What the page's form sends (application/x-www-form-urlencoded).
std::optional<PersonQuestion> read_form(const Request& request) {
  const auto form = http::parse_target("/", request.body);
  if (!form) return std::nullopt;
  PersonQuestion question;
  for (const auto& [name, value] : form->query) {
    if (name == "token") question.token = value;
    if (name == "name") question.name = value;
  }
  return question.name.empty() ? std::nullopt : std::optional(question);
}

bool is_called_by_own_host(const Request& request) {
  const std::string* host = request.header("Host");
  return request.remote == "unix" || (host != nullptr && is_own_host(*host));
}

// Held by the server and by each job in the pool, whichever is done last.
struct Site {
  AdminSources sources;
  http::WorkerPool& workers;
};
using SharedSite = std::shared_ptr<const Site>;

void answer_from_pool(const SharedSite& site, Request&& request, const http::Reply& reply) {
  const bool accepted = site->workers.submit([site, request = std::move(request), reply] {
    if (request.path == "/metrics") return reply(tell_metrics(site->sources.metrics()));
    reply(tell_status(site->sources.status(request.method == "POST" ? read_form(request) : std::nullopt)));
  });
  if (!accepted) reply(respond(503, {{"error", "too many requests at a time"}}));
}

void answer(const SharedSite& site, Request&& request, const http::Reply& reply) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  const bool asks = request.method == "POST" && request.path == "/status";
  if (!reads && !asks) return reply(respond(405, {{"error", "GET only"}}));
  if (request.path == "/healthz") return reply(respond(200, {{"status", "alive"}}));
  if (request.path == "/readyz") {
    reply(tell_readiness(site->sources.checks()));
    site->workers.submit([site] { site->sources.refresh(); });
    return;
  }
  if (request.path != "/metrics" && request.path != "/status")
    return reply(respond(404, {{"error", "/healthz, /readyz, /metrics and /status are here"}}));
  if (!is_called_by_own_host(request))
    return reply(respond(421, {{"error", "call this server by its address or as localhost"}}));
  answer_from_pool(site, std::move(request), reply);
}

}  // namespace

bool is_own_host(std::string_view host) {
  std::string name(host);
  if (name.starts_with('[')) {
    name = name.substr(1, name.find(']') == name.npos ? name.npos : name.find(']') - 1);
  } else {
    name = name.substr(0, name.find(':'));
  }
  unsigned char bytes[sizeof(in6_addr)];
  return equals_ignoring_ascii_case(name, "localhost") || ::inet_pton(AF_INET, name.c_str(), bytes) == 1 ||
         ::inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

http::Handler admin_handler(AdminSources sources, http::WorkerPool& workers) {
  auto site = std::make_shared<const Site>(Site{std::move(sources), workers});
  return [site](Request&& request, const http::Reply& reply) { answer(site, std::move(request), reply); };
}

}  // namespace bridge::app
