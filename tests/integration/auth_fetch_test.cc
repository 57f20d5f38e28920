// Keys over HTTP, from a server on loopback.
#include <gtest/gtest.h>

#include <atomic>

#include "auth/fetch.h"
#include "auth/trusted_issuers.h"
#include "integration/http_test_server.h"
#include "support/eventually.h"
#include "support/token_signer.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;

class FetchedKeys : public ::testing::Test {
 protected:
  std::string url(const std::string& path) const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + path;
  }

  void answer(http::Request&& request, const http::Reply& reply) {
    ++asked_;
    if (request.path == "/keys") return reply({200, {}, TokenSigner::key_set(signer_)});
    if (request.path == "/moved") return reply({302, {{"Location", url("/keys")}}, ""});
    if (request.path == "/huge") return reply({200, {}, std::string(2 << 20, ' ')});
    if (request.path == "/page") return reply({200, {}, "<html>"});
    reply({404, {}, TokenSigner::key_set(signer_)});
  }

  std::string token() const {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return signer_.sign(
        {{"iss", "i"}, {"tid", "t"}, {"aud", "a"}, {"exp", now.time_since_epoch().count() + 60}});
  }

  const TokenSigner signer_{"1"};
  std::atomic<int> asked_ = 0;
  std::unique_ptr<http::Server> server_ =
      serve([this](http::Request&& request, const http::Reply& reply) { answer(std::move(request), reply); });
};

TEST_F(FetchedKeys, AreTakenFromAnUrlOrAFile) {
  const TempDir dir;
  write_file(dir / "keys.json", "text");
  EXPECT_EQ(*auth::fetch(url("/keys")), TokenSigner::key_set(signer_));
  EXPECT_EQ(*auth::fetch(dir / "keys.json"), "text");
}

TEST_F(FetchedKeys, AreTakenFromNowhereElse) {
  const TempDir dir;
  for (const auto& location :
       {url("/none"), url("/moved"), url("/huge"), dir / "none", "file://" + (dir / "keys.json"),
        std::string("ftp://127.0.0.1/keys"), std::string("http://127.0.0.1:1/keys")}) {
    const auto fetched = auth::fetch(location);
    ASSERT_FALSE(fetched) << location;
    EXPECT_EQ(fetched.error().code, Error::Code::unavailable);
    EXPECT_NE(fetched.error().message.find(location), std::string::npos);
  }
}

TEST_F(FetchedKeys, OpenTheDoorAndAreFetchedOnce) {
  config::Config::Issuer issuer;
  issuer.client = "entra";
  issuer.issuer = "i";
  issuer.tenant = "t";
  issuer.audience = "a";
  issuer.keys = url("/keys");
  const auth::TrustedIssuers issuers({issuer}, system_clock(), auth::fetch, {});
  EXPECT_TRUE(eventually([&] { return static_cast<bool>(issuers.find("", token())); }));
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(issuers.find("", token()));
  EXPECT_EQ(asked_, 1);
}

TEST_F(FetchedKeys, LetNobodyInWhenTheyAreNone) {
  config::Config::Issuer issuer;
  issuer.client = "entra";
  issuer.keys = url("/page");
  const auth::TrustedIssuers issuers({issuer}, system_clock(), auth::fetch, {1h, 1h, 24h});
  EXPECT_TRUE(eventually([&] { return asked_ > 0; }));
  EXPECT_FALSE(issuers.find("", token()));
}

}  // namespace
}  // namespace bridge::testing
