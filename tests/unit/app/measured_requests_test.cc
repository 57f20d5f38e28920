#include "app/measured_requests.h"

#include <gtest/gtest.h>

namespace bridge::app {
namespace {

TEST(MeasuredRequests, NameARouteAndNobodyInIt) {
  const std::pair<const char*, const char*> cases[] = {
      {"/scim/v2/Users", "/Users"},
      {"/scim/v2/Users/", "/Users"},
      {"/scim/Users/2819c223", "/Users/{id}"},
      {"/scim/v2/groups/2819c223", "/Groups/{id}"},
      {"/scim/v2/Users/.search", "/Users/.search"},
      {"/scim/v2/.search", "/.search"},
      {"/scim/v2", "/"},
      {"/scim/v2/Schemas/urn:x", "/Schemas/{id}"},
      {"/scim/v2/Users/1/2", "other"},
      {"/scim/v2/wp-login.php", "other"},
      {"/wp-login.php", "other"},
      {"/", "other"},
  };
  for (const auto& [path, route] : cases) EXPECT_EQ(route_of(path), route) << path;
}

http::Handler answering(int status) {
  return [status](http::Request&&, const http::Reply& reply) { reply(http::Response{status, {}, ""}); };
}

void send(const http::Handler& handler, const std::string& method, const std::string& path) {
  http::Request request;
  request.method = method;
  request.path = path;
  handler(std::move(request), http::Reply([](http::Response) {}));
}

TEST(MeasuredRequests, AreCountedByMethodRouteAndStatus) {
  Metrics metrics;
  send(measured(answering(401), metrics, system_clock()), "GET", "/scim/v2/Users/1");
  send(measured(answering(201), metrics, system_clock()), "POST", "/scim/v2/Users");
  const std::string text = metrics.text();
  for (const char* line : {R"(http_requests_total{method="GET",route="/Users/{id}",status="401"} 1)",
                           R"(http_requests_total{method="POST",route="/Users",status="201"} 1)",
                           R"(http_request_duration_seconds_count{method="POST",route="/Users"} 1)"})
    EXPECT_NE(text.find(line), std::string::npos) << line << "\n" << text;
}

TEST(MeasuredRequests, AreCountedAlsoWhenNobodyAnswers) {
  Metrics metrics;
  send(measured([](http::Request&&, const http::Reply&) {}, metrics, system_clock()), "GET",
       "/scim/v2/Users");
  EXPECT_NE(metrics.text().find(R"(status="500"} 1)"), std::string::npos);
}

TEST(MeasuredRequests, TellWhenAClientWasThere) {
  Metrics metrics;
  Traffic traffic;
  const auto application = noted([](const scim::Request&) { return scim::Response{404, "", "", "", "", 0}; },
                                 traffic, metrics, system_clock());
  scim::Request request;
  request.method = "GET";
  request.client = "entra";
  EXPECT_EQ(application(request).status, 404);
  EXPECT_TRUE(traffic.clients().contains("entra"));
  EXPECT_NE(metrics.text().find("scim_ldap_bridge_last_request_timestamp_seconds"), std::string::npos);
}

}  // namespace
}  // namespace bridge::app
