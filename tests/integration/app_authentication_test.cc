// Who may do what, asked of the running daemon.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/base64.h"
#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/http_client.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"
#include "support/token_signer.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::eventually;
using testing::http_request;
using testing::HttpClient;
using testing::HttpResponse;
using testing::ScimClient;
using testing::SlapdProcess;
using testing::TokenSigner;

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

json user(const std::string& name) {
  return {
      {"schemas", {"urn:ietf:params:scim:schemas:core:2.0:User"}}, {"userName", name}, {"externalId", name}};
}

class Authentication : public ::testing::Test {
 protected:
  int status(const std::string& token) {
    return ScimClient(daemon_->port(), token).get("/Users?count=1").status;
  }
  std::string create(std::vector<std::string> arguments) {
    const auto made = daemon_->run(std::move(arguments));
    EXPECT_EQ(made.exit_code, 0) << made.err;
    return first_line(made.out);
  }
  json listed(const std::string& noun) { return json::parse(daemon_->run({noun, "list", "--json"}).out); }

  HttpResponse ask_for_token(const std::string& form, const std::string& basic = "") {
    std::string headers = "Content-Type: application/x-www-form-urlencoded\r\n";
    if (!basic.empty()) headers += "Authorization: Basic " + to_base64(basic) + "\r\n";
    HttpClient client(daemon_->port());
    return client.ask(http_request("POST", "/oauth2/token", headers, form)).value_or(HttpResponse{});
  }

  SlapdProcess slapd_;
  std::unique_ptr<DaemonProcess> daemon_ = std::make_unique<DaemonProcess>(slapd_);
};

TEST_F(Authentication, TokensOfOneClientLiveSideBySideUntilTheyAreRevoked) {
  const std::string old = create({"token", "create", "entra"});
  const std::string next = create({"token", "create", "entra", "--expires", "365"});
  EXPECT_EQ(status(old), 200);
  EXPECT_EQ(status(next), 200);
  const auto tokens = listed("token");
  const std::string id = std::to_string(tokens.at(0).at("id").get<int>());
  ASSERT_EQ(tokens.at(0).at("name"), "entra");
  EXPECT_EQ(daemon_->run({"token", "revoke", "entra", "--id", id}).exit_code, 0);
  EXPECT_EQ(status(old), 401);
  EXPECT_EQ(status(next), 200);
  EXPECT_EQ(daemon_->run({"token", "revoke", "entra"}).exit_code, 0);
  EXPECT_EQ(status(next), 401);
  EXPECT_EQ(status(daemon_->token()), 200);
  EXPECT_EQ(daemon_->run({"token", "revoke", "nobody"}).exit_code, 1);
}

TEST_F(Authentication, RightsBoundWhatAClientMayDo) {
  ScimClient reader(daemon_->port(), create({"token", "create", "reader", "--rights", "read-only"}));
  ScimClient people(daemon_->port(), create({"token", "create", "people", "--rights", "users"}));
  EXPECT_EQ(reader.post("/Users", user("a")).status, 403);
  EXPECT_EQ(reader.get("/Groups").status, 200);
  EXPECT_EQ(reader.post("/Users/.search", json::object()).status, 200);
  const auto made = people.post("/Users", user("a"));
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(people.get("/Groups").status, 403);
  EXPECT_EQ(people.post("/Groups", {{"displayName", "g"}}).status, 403);
  const json bulk = {
      {"schemas", {"urn:ietf:params:scim:api:messages:2.0:BulkRequest"}},
      {"Operations",
       {{{"method", "POST"}, {"path", "/Groups"}, {"bulkId", "1"}, {"data", {{"displayName", "g"}}}},
        {{"method", "POST"}, {"path", "/Users"}, {"bulkId", "2"}, {"data", user("b")}}}}};
  const auto answer = people.post("/Bulk", bulk);
  EXPECT_EQ(answer.body["Operations"][0]["status"], "403") << answer.body;
  EXPECT_EQ(answer.body["Operations"][1]["status"], "201") << answer.body;
  EXPECT_EQ(reader.post("/Bulk", bulk).status, 403);

  HttpClient client(daemon_->port());
  const auto refused = client.ask(http_request(
      "DELETE", "/scim/v2/Users/1",
      "Authorization: Bearer " + create({"token", "create", "reader2", "--rights", "read-only"}) + "\r\n"));
  EXPECT_EQ(refused->header("WWW-Authenticate"), "Bearer realm=\"scim\", error=\"insufficient_scope\"");
}

TEST_F(Authentication, WrongTokensAreSlowedDownLoggedAndNeverShown) {
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status("wrong-secret"), 401);
  EXPECT_EQ(status("wrong-secret"), 429);
  EXPECT_EQ(status(daemon_->token()), 200);
  EXPECT_NE(daemon_->log().find("event=auth.failed reason=unknown"), std::string::npos);
  EXPECT_EQ(daemon_->log().find("wrong-secret"), std::string::npos);
}

TEST_F(Authentication, AClientSignsInByOAuthAcrossARestart) {
  const std::string secret = create({"client", "create", "entra"});
  for (const auto& answer :
       {ask_for_token("grant_type=client_credentials", "entra:" + secret),
        ask_for_token("grant_type=client_credentials&client_id=entra&client_secret=" + secret),
        ask_for_token("grant_type=client_credentials&client_id=entra&client_secret=" + secret,
                      "entra:" + secret)}) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.header("Cache-Control"), "no-store");
    const auto body = json::parse(answer.body);
    EXPECT_GE(body["expires_in"], 3600);
    EXPECT_LE(body["expires_in"], 21600);
    EXPECT_EQ(status(body["access_token"]), 200);
  }
  const std::string token =
      json::parse(ask_for_token("grant_type=client_credentials", "entra:" + secret).body)["access_token"];
  daemon_->kill();
  daemon_->start();
  EXPECT_EQ(status(token), 200);
  EXPECT_EQ(ask_for_token("grant_type=client_credentials", "entra:wrong").status, 401);
  EXPECT_EQ(status(secret), 401);
}

TEST_F(Authentication, AClientHasTwoLiveSecretsAtMost) {
  const std::string first = create({"client", "create", "entra"});
  const std::string second = create({"client", "create", "entra"});
  const auto third = daemon_->run({"client", "create", "entra"});
  EXPECT_EQ(third.exit_code, 1);
  EXPECT_NE(third.err.find("client revoke entra --id"), std::string::npos) << third.err;
  for (const auto& secret : {first, second})
    EXPECT_EQ(ask_for_token("grant_type=client_credentials", "entra:" + secret).status, 200);
  const auto granted = ask_for_token("grant_type=client_credentials", "entra:" + second);
  EXPECT_EQ(daemon_->run({"client", "revoke", "entra"}).exit_code, 0);
  EXPECT_EQ(ask_for_token("grant_type=client_credentials", "entra:" + first).status, 401);
  EXPECT_EQ(status(json::parse(granted.body)["access_token"]), 401);
}

TEST_F(Authentication, ScopesNarrowWhatATokenIsGoodFor) {
  const std::string secret = create({"client", "create", "entra"});
  const auto granted = ask_for_token("grant_type=client_credentials&scope=scim:read-only", "entra:" + secret);
  ScimClient client(daemon_->port(), json::parse(granted.body)["access_token"]);
  EXPECT_EQ(client.get("/Users").status, 200);
  EXPECT_EQ(client.post("/Users", user("a")).status, 403);
  EXPECT_EQ(
      json::parse(ask_for_token("grant_type=client_credentials&scope=root", "entra:" + secret).body)["error"],
      "invalid_scope");
}

constexpr char kTenant[] = "2f4a9838-26b7-47ee-be60-ccc1fdec5953";

// A server of keys on loopback, and a daemon that believes what they have signed.
class Federation : public ::testing::Test {
 protected:
  Federation() { serve(TokenSigner::key_set(signer_)); }

  void serve(const std::string& keys) { testing::write_file(dir_ / "keys.json", keys); }

  static json claims(const std::string& issuer, const std::string& audience) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return {{"iss", issuer},
            {"aud", audience},
            {"tid", kTenant},
            {"sub", "service-principal"},
            {"iat", now.time_since_epoch().count()},
            {"nbf", now.time_since_epoch().count()},
            {"exp", now.time_since_epoch().count() + 3600}};
  }
  static json entra_claims() {
    return claims(std::string("https://sts.windows.net/") + kTenant + "/",
                  "8adf8e6e-67b2-4cf2-a259-e3dc5476c621");
  }
  static json assertion_claims() {
    return claims(std::string("https://login.microsoftonline.com/") + kTenant + "/v2.0", "api://bridge");
  }

  std::string config() const {
    const std::string common = std::string("client = \"entra\"\ntenant = \"") + kTenant + "\"\nkeys = \"" +
                               (dir_ / "keys.json") + "\"\n";
    return "[[auth.entra]]\nrights = \"read-only\"\n" + common +
           "[[auth.federation]]\naudience = \"api://bridge\"\nsubject = \"service-principal\"\n" + common;
  }

  // Not 503: the keys have been read.
  int status(const std::string& token) {
    int answer = 503;
    eventually(
        [&] { return (answer = ScimClient(daemon_.port(), token).get("/Users?count=1").status) != 503; });
    return answer;
  }
  HttpResponse assert_with(const std::string& assertion) {
    const std::string form =
        "grant_type=client_credentials&client_id=entra&client_assertion_type="
        "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=" +
        assertion;
    HttpResponse answer;
    eventually([&] {
      HttpClient client(daemon_.port());
      answer = *client.ask(
          http_request("POST", "/oauth2/token", "Content-Type: application/x-www-form-urlencoded\r\n", form));
      return answer.status != 503;
    });
    return answer;
  }

  testing::TempDir dir_;
  const TokenSigner signer_{"1"};
  SlapdProcess slapd_;
  DaemonProcess daemon_{slapd_, {.more_config = config()}};
};

TEST_F(Federation, TakesATokenOfEntraForThisTenantOnly) {
  EXPECT_EQ(status(signer_.sign(entra_claims())), 200);
  ScimClient client(daemon_.port(), signer_.sign(entra_claims()));
  EXPECT_EQ(client.post("/Users", user("a")).status, 403);
  json other = entra_claims();
  other["tid"] = "00000000-0000-0000-0000-000000000000";
  EXPECT_EQ(status(signer_.sign(other)), 401);
  other["iss"] = "https://sts.windows.net/00000000-0000-0000-0000-000000000000/";
  EXPECT_EQ(status(signer_.sign(other)), 401);
  EXPECT_EQ(status(signer_.sign(assertion_claims())), 401);
  EXPECT_EQ(status(TokenSigner("1").sign(entra_claims())), 401);
  EXPECT_NE(daemon_.log().find("reason=\"another tenant\" client=entra"), std::string::npos);
}

TEST_F(Federation, ChangesAnAssertionForAToken) {
  const auto granted = assert_with(signer_.sign(assertion_claims()));
  ASSERT_EQ(granted.status, 200) << granted.body;
  ScimClient client(daemon_.port(), json::parse(granted.body)["access_token"]);
  EXPECT_EQ(client.post("/Users", user("a")).status, 201);
  json other = assertion_claims();
  other["sub"] = "somebody-else";
  EXPECT_EQ(assert_with(signer_.sign(other)).status, 401);
  EXPECT_EQ(assert_with(signer_.sign(entra_claims())).status, 401);
  EXPECT_EQ(assert_with("nonsense").status, 401);
  EXPECT_EQ(json::parse(assert_with("nonsense").body)["error"], "invalid_client");
}

}  // namespace
}  // namespace bridge
