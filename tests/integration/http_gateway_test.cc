// The gateway behind a real server: what a SCIM client sees.
#include <gtest/gtest.h>

#include "http/gateway.h"
#include "integration/http_test_server.h"
#include "support/http_client.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;

constexpr const char* kToken = "Authorization: bearer sesame\r\n";

Result<http::Principal, http::Denial> only_sesame(const http::Evidence& evidence) {
  if (evidence.bearer_token == "sesame") return http::Principal{"entra", scim::Rights::all};
  return http::Denial{};
}

// Says what it was asked.
scim::Response tell(const scim::Request& request) {
  scim::Response response;
  response.location = request.base_url + "/Users/1";
  response.etag = "W/\"1\"";
  for (const std::string& segment : request.path) response.body += "/" + segment;
  for (const auto& [name, value] : request.query) response.body += " " + name + "=" + value;
  response.body += " " + request.body + " " + request.id;
  return response;
}

class HttpGateway : public ::testing::Test {
 protected:
  std::optional<HttpResponse> ask(const std::string& request) {
    return HttpClient(server_->port()).ask(request);
  }

  http::WorkerPool pool_{2, 16};
  std::unique_ptr<http::Server> server_ = serve(http::Gateway({}, tell, only_sesame, pool_));
};

TEST_F(HttpGateway, CarriesARequestThereAndBack) {
  const auto response = ask(http_request("POST", "/scim/v2//Users/?aadOptscim062020&a=%00b+c", kToken, "{}"));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
  const std::string id = response->header("X-Request-Id").value_or("");
  EXPECT_EQ(response->body, std::string("/Users a=") + '\0' + "b c {} " + id);
  EXPECT_EQ(response->header("Content-Type"), "application/scim+json");
  EXPECT_EQ(response->header("Location"), "http://localhost/scim/v2/Users/1");
  EXPECT_EQ(response->header("ETag"), "W/\"1\"");
}

TEST_F(HttpGateway, GivesEveryRequestAnIdOfItsOwn) {
  HttpClient client(server_->port());
  const auto first = client.ask(http_request("GET", "/scim/v2/Users", kToken));
  const auto second = client.ask(http_request("GET", "/scim/v2/Users", kToken));
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->header("X-Request-Id"), second->header("X-Request-Id"));
}

TEST_F(HttpGateway, AnswersEveryErrorAsScim) {
  const std::string huge = "Content-Length: 99999999\r\n";
  for (const auto& [request, status] : std::vector<std::pair<std::string, int>>{
           {http_request("GET", "/scim/v2/Users"), 401},
           {http_request("GET", "/elsewhere", kToken), 404},
           {http_request("GET", "/scim/v2/%zz", kToken), 400},
           {http_request("POST", "/scim/v2/Users", std::string(kToken) + "Content-Type: text/xml\r\n",
                         "<a/>"),
            415},
           {http_request("POST", "/scim/v2/Users", kToken + huge), 413},
           {"GET / HTTP/1.1\r\n\r\n", 400},
           {http_request("GET", "/" + std::string(9000, 'a')), 414},
           {http_request("GET", "/", "A: " + std::string(33000, 'a') + "\r\n"), 431}}) {
    const auto response = ask(request);
    ASSERT_TRUE(response) << status;
    EXPECT_EQ(response->status, status);
    EXPECT_EQ(response->header("Content-Type"), "application/scim+json") << status;
    EXPECT_NE(response->body.find("urn:ietf:params:scim:api:messages:2.0:Error"), std::string::npos)
        << status;
    EXPECT_TRUE(response->header("X-Request-Id")) << status;
  }
  EXPECT_EQ(ask(http_request("GET", "/scim/v2"))->header("WWW-Authenticate"), "Bearer realm=\"scim\"");
}

TEST_F(HttpGateway, AnswersHeadAsGetWithoutItsBody) {
  HttpClient client(server_->port());
  const auto head = client.ask(http_request("HEAD", "/scim/v2/Users/1", kToken));
  const auto get = client.ask(http_request("GET", "/scim/v2/Users/1", kToken));
  ASSERT_TRUE(head && get);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->header("Content-Length"), std::to_string(get->body.size()));
}

TEST(HttpGatewayEnd, ComesInAnyOrder) {
  auto pool = std::make_unique<http::WorkerPool>(2, 16);
  auto server = serve(http::Gateway({}, tell, only_sesame, *pool));
  HttpClient client(server->port());
  client.send(http_request("GET", "/scim/v2/Users", kToken));
  ASSERT_TRUE(client.read_response());
  client.send(http_request("GET", "/scim/v2/Users", kToken));
  server->drain_and_stop(5s);
  pool.reset();
  server.reset();
  const auto response = client.read_response();  // Refused or answered, but not left alone.
  EXPECT_TRUE(!response || response->status == 200);
}

}  // namespace
}  // namespace bridge::testing
