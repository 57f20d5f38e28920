#include "http/front.h"

#include <memory>
#include <utility>

#include "base/log.h"
#include "http/refusal.h"
#include "http/syntax.h"

namespace bridge::http {
namespace {

// The elements of all headers of that name, in order.
std::vector<std::string> elements(const Request& request, std::string_view name) {
  std::vector<std::string> found;
  for (const Header& each : request.headers) {
    if (!equals_ignoring_ascii_case(each.name, name)) continue;
    std::string_view rest = each.value;
    while (true) {
      const std::size_t comma = rest.find(',');
      found.emplace_back(trim(rest.substr(0, comma)));
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return found;
}

// Without the port that some proxies add: "192.0.2.1:4711", "[2001:db8::1]:4711".
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
  const bool one_colon = text.find(':') == text.rfind(':');
  return one_colon ? text.substr(0, text.find(':')) : text;
}

bool is_address(std::string_view text) {
  return text.find('/') == std::string_view::npos && Network::parse(text);
}

std::string client_behind(const Networks& trusted_proxies, const Request& request) {
  std::string client = request.remote;
  const auto hops = elements(request, "X-Forwarded-For");
  for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
    const std::string_view address = without_port(*hop);
    if (!is_address(address)) break;
    client = address;
    if (!trusted_proxies.contains(client)) break;
  }
  return client;
}

void set_host(Request& request, const std::string& host) {
  std::erase_if(request.headers,
                [](const Header& each) { return equals_ignoring_ascii_case(each.name, "Host"); });
  request.headers.push_back({"Host", host});
}

Reply with_header(Reply reply, Header header) {
  return Reply([reply = std::move(reply), header = std::move(header)](Response response) {
    response.headers.push_back(header);
    reply(std::move(response));
  });
}

void turn_away(const Request& request, const Reply& reply) {
  constexpr std::string_view kReason = "Clients of this network are not served.";
  log_event(LogLevel::info, Event::http_refused,
            {{"status", "403"},
             {"reason", std::string(kReason)},
             {"remote", request.remote},
             {"request", request.id}});
  reply(scim_error(403, kReason));
}

}  // namespace

void believe_proxy(const Networks& trusted_proxies, Request& request) {
  if (!trusted_proxies.contains(request.remote)) return;
  request.remote = client_behind(trusted_proxies, request);
  if (const auto schemes = elements(request, "X-Forwarded-Proto"); !schemes.empty())
    request.secure = equals_ignoring_ascii_case(schemes.back(), "https");
  if (const auto hosts = elements(request, "X-Forwarded-Host"); !hosts.empty() && !hosts.back().empty())
    set_host(request, hosts.back());
}

Handler behind_front(FrontSettings settings, Handler inner) {
  const auto shared = std::make_shared<const FrontSettings>(std::move(settings));
  return [shared, inner = std::move(inner)](Request&& request, Reply reply) {
    believe_proxy(shared->trusted_proxies, request);
    if (request.secure && shared->hsts.count() > 0)
      reply = with_header(std::move(reply),
                          {"Strict-Transport-Security", "max-age=" + std::to_string(shared->hsts.count())});
    if (!shared->allow_from.empty() && !shared->allow_from.contains(request.remote))
      return turn_away(request, reply);
    inner(std::move(request), std::move(reply));
  };
}

}  // namespace bridge::http
