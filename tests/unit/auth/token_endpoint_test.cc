#include "auth/token_endpoint.h"

#include <future>
#include <nlohmann/json.hpp>

#include "base/base64.h"
#include "credentials.h"
#include "scim/json.h"

namespace bridge::auth {
namespace {

using namespace std::chrono_literals;

struct Answer {
  int status;
  scim::Json body;
  std::vector<http::Header> headers;

  std::string header(const std::string& name) const {
    for (const auto& each : headers)
      if (each.name == name) return each.value;
    return "";
  }
};

class TokenEndpointTest : public CredentialsTest {
 protected:
  Answer ask(const std::string& body, const std::string& basic = "", const std::string& method = "POST",
             const std::string& remote = "192.0.2.1") {
    http::Request request;
    request.method = method;
    request.path = TokenEndpoint::kPath;
    request.remote = remote;
    request.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
    if (!basic.empty()) request.headers.push_back({"Authorization", "Basic " + to_base64(basic)});
    request.body = body;
    std::promise<http::Response> answered;
    endpoint_(std::move(request),
              http::Reply([&](http::Response response) { answered.set_value(std::move(response)); }));
    const auto response = answered.get_future().get();
    auto json = scim::parse_json(response.body);
    EXPECT_TRUE(json);
    return {response.status, json ? *json : scim::Json(), response.headers};
  }

  Answer ask_as_entra(const std::string& more = "") {
    return ask("grant_type=client_credentials" + more, "entra:sesame");
  }

  http::Principal principal_of(const scim::Json& answer) {
    const auto found = table_.find({Kind::access_token}, "", answer["access_token"].get<std::string>());
    return found ? *found : http::Principal{"nobody"};
  }

  http::WorkerPool pool_{2, 8};
  // Made late: the database is opened in SetUp.
  void SetUp() override {
    CredentialsTest::SetUp();
    issuer_ = std::make_unique<TokenIssuer>(*store_, table_, 3600s, clock_, system_random());
    endpoint_ = TokenEndpoint({table_, doorkeeper_, *issuer_, pool_});
    add(Kind::client_secret, "entra", "sesame", scim::Rights::all);
    add(Kind::client_secret, "entra", "second", scim::Rights::all);
  }

  std::unique_ptr<TokenIssuer> issuer_;
  std::function<void(http::Request&&, http::Reply)> endpoint_;
};

TEST_F(TokenEndpointTest, GivesATokenThatOpensTheDoorForItsLife) {
  const auto answer = ask_as_entra();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body["token_type"], "Bearer");
  EXPECT_EQ(answer.body["expires_in"], 3600);
  EXPECT_EQ(answer.header("Cache-Control"), "no-store");
  EXPECT_EQ(answer.header("Pragma"), "no-cache");
  EXPECT_EQ(principal_of(answer.body), (http::Principal{"entra", scim::Rights::all}));
  clock_.wall += 3600s;
  EXPECT_EQ(principal_of(answer.body).client, "nobody");
}

TEST_F(TokenEndpointTest, TakesTheSecretEitherWayAndBothWaysAtOnce) {
  EXPECT_EQ(ask("grant_type=client_credentials&client_id=entra&client_secret=sesame").status, 200);
  EXPECT_EQ(ask("grant_type=client_credentials&client_id=entra&client_secret=sesame", "entra:sesame").status,
            200);
  EXPECT_EQ(ask("grant_type=client_credentials", "entra:second").status, 200);
}

TEST_F(TokenEndpointTest, NarrowsToTheScopeThatIsAskedFor) {
  const auto of = [&](const std::string& scope) {
    const auto answer = ask_as_entra("&scope=" + scope);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return principal_of(answer.body).rights;
  };
  EXPECT_EQ(of("scim"), scim::Rights::all);
  EXPECT_EQ(of("scim:users"), scim::Rights::users);
  EXPECT_EQ(of("scim:read-only"), scim::Rights::read_only);
  EXPECT_EQ(of("scim:users+scim:read-only"), scim::Rights::all);
  const auto unknown = ask_as_entra("&scope=everything");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.body["error"], "invalid_scope");
}

TEST_F(TokenEndpointTest, NeverGivesMoreThanTheClientHas) {
  add(Kind::client_secret, "reader", "r", scim::Rights::read_only);
  const auto answer = ask("grant_type=client_credentials&scope=scim", "reader:r");
  EXPECT_EQ(answer.body["scope"], "scim:read-only");
  EXPECT_EQ(principal_of(answer.body).rights, scim::Rights::read_only);
}

TEST_F(TokenEndpointTest, RefusesAsTheStandardSays) {
  const auto wrong = ask("grant_type=client_credentials", "entra:wrong");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.body["error"], "invalid_client");
  EXPECT_EQ(wrong.header("WWW-Authenticate"), "Basic realm=\"oauth2\"");
  EXPECT_EQ(wrong.header("Cache-Control"), "no-store");
  EXPECT_EQ(ask("grant_type=client_credentials", "other:sesame").body, wrong.body);
  EXPECT_EQ(ask("grant_type=client_credentials").body["error"], "invalid_client");
  EXPECT_EQ(ask("grant_type=password", "entra:sesame").body["error"], "unsupported_grant_type");
  EXPECT_EQ(ask("", "entra:sesame").body["error"], "invalid_request");
  const auto got = ask("", "", "GET");
  EXPECT_EQ(got.status, 405);
  EXPECT_EQ(got.header("Allow"), "POST");
}

TEST_F(TokenEndpointTest, TakesNoBearerTokenForASecret) {
  add(Kind::token, "entra", "token");
  EXPECT_EQ(ask("grant_type=client_credentials", "entra:token").status, 401);
}

TEST_F(TokenEndpointTest, LimitsFailuresButNeverWhoIsRight) {
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(
        ask("grant_type=client_credentials", "entra:wrong", "POST", "192.0.2." + std::to_string(i)).status,
        401);
  const auto limited = ask("grant_type=client_credentials", "entra:wrong", "POST", "192.0.2.77");
  EXPECT_EQ(limited.status, 429);
  EXPECT_NE(limited.header("Retry-After"), "");
  EXPECT_EQ(ask_as_entra().status, 200);
}

TEST_F(TokenEndpointTest, EndsAccessTokensWithTheSecrets) {
  const auto answer = ask_as_entra();
  write([&](store::Transaction& t) {
    return t.revoke_credentials(Kind::client_secret, "entra", {}, clock_.wall);
  });
  EXPECT_EQ(principal_of(answer.body).client, "nobody");
  EXPECT_EQ(ask_as_entra().status, 401);
}

TEST_F(TokenEndpointTest, KeepsAFewTokensOfAClientHoweverManyItAsksFor) {
  const auto first = ask_as_entra();
  scim::Json last;
  for (int i = 0; i < 30; ++i) last = ask_as_entra().body;
  EXPECT_EQ(principal_of(last).client, "entra");
  EXPECT_EQ(principal_of(first.body).client, "nobody");
}

}  // namespace
}  // namespace bridge::auth
