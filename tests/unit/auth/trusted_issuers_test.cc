#include "auth/trusted_issuers.h"

#include <atomic>
#include <nlohmann/json.hpp>

#include "base/guarded.h"
#include "credentials.h"
#include "support/eventually.h"
#include "support/token_signer.h"

namespace bridge::auth {
namespace {

using namespace std::chrono_literals;
using bridge::testing::eventually;
using bridge::testing::TokenSigner;
using nlohmann::json;

class TrustedIssuersTest : public ::testing::Test {
 protected:
  static config::Config::Issuer issuer(const std::string& tenant) {
    config::Config::Issuer made;
    made.client = "client-" + tenant;
    made.rights = scim::Rights::users;
    made.tenant = tenant;
    made.issuer = "https://issuer/" + tenant;
    made.audience = "api://us";
    made.keys = "keys-" + tenant;
    return made;
  }

  json claims(const std::string& tenant) const {
    return {{"iss", "https://issuer/" + tenant},
            {"tid", tenant},
            {"aud", "api://us"},
            {"exp", std::chrono::floor<std::chrono::seconds>(clock_.wall).time_since_epoch().count() + 3600}};
  }

  std::unique_ptr<TrustedIssuers> trust(std::vector<config::Config::Issuer> issuers,
                                        KeySource::Times times = {1h, 10s, 24h}) {
    auto made = std::make_unique<TrustedIssuers>(
        issuers, clock_,
        [this](const std::string&) -> Result<std::string> {
          ++fetched_;
          return served_.with([](const Result<std::string>& served) { return served; });
        },
        times);
    EXPECT_TRUE(eventually([&] { return fetched_ >= static_cast<int>(issuers.size()); }));
    return made;
  }

  void serve(const std::string& text) {
    served_.with([&](Result<std::string>& served) { served = text; });
  }
  void serve_nothing() {
    served_.with([&](Result<std::string>& served) { served = unavailable("gone"); });
  }

  // Once it is clear whether the keys are there.
  static Result<http::Principal, Mismatch> find(const TrustedIssuers& issuers, const std::string& token) {
    auto found = issuers.find("", token);
    eventually([&] {
      found = issuers.find("", token);
      return found || !found.error().later;
    });
    return found;
  }

  Hands clock_;
  std::atomic<int> fetched_ = 0;
  Guarded<Result<std::string>> served_{Result<std::string>(unavailable("nothing yet"))};
  const TokenSigner signer_{"1"};
};

TEST_F(TrustedIssuersTest, TellTheClientOfASignedToken) {
  serve(TokenSigner::key_set(signer_));
  const auto issuers = trust({issuer("t1"), issuer("t2")});
  EXPECT_EQ(*find(*issuers, signer_.sign(claims("t2"))), (http::Principal{"client-t2", scim::Rights::users}));
  const auto other = find(*issuers, signer_.sign(claims("t3")));
  ASSERT_FALSE(other);
  EXPECT_FALSE(other.error().later);
}

TEST_F(TrustedIssuersTest, LetNobodyBeAnotherClient) {
  serve(TokenSigner::key_set(signer_));
  const auto issuers = trust({issuer("t1"), issuer("t2")});
  ASSERT_TRUE(find(*issuers, signer_.sign(claims("t1"))));
  EXPECT_TRUE(issuers->find("client-t1", signer_.sign(claims("t1"))));
  EXPECT_FALSE(issuers->find("client-t2", signer_.sign(claims("t1"))));
}

TEST_F(TrustedIssuersTest, ReadTheKeysAgainForOneThatIsUnknownButNotAllTheTime) {
  const TokenSigner next("2");
  serve(TokenSigner::key_set(signer_));
  const auto issuers = trust({issuer("t1")});
  ASSERT_TRUE(find(*issuers, signer_.sign(claims("t1"))));
  serve(TokenSigner::key_set(signer_, next));
  const auto early = issuers->find("", next.sign(claims("t1")));
  ASSERT_FALSE(early);
  EXPECT_FALSE(early.error().later);  // They were read just now.
  EXPECT_EQ(fetched_, 1);
  clock_.wall += 10s;
  EXPECT_TRUE(issuers->find("", next.sign(claims("t1"))).error().later);
  EXPECT_TRUE(find(*issuers, next.sign(claims("t1"))));
  EXPECT_EQ(fetched_, 2);
  const std::string strange = TokenSigner("9").sign(claims("t1"));
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(find(*issuers, strange));
  EXPECT_EQ(fetched_, 2);
}

TEST_F(TrustedIssuersTest, FailClosedWithoutKeys) {
  serve_nothing();
  const auto issuers = trust({issuer("t1")}, {1h, 24h, 24h});
  const auto found = issuers->find("", signer_.sign(claims("t1")));
  ASSERT_FALSE(found);
  EXPECT_TRUE(found.error().later);
}

TEST_F(TrustedIssuersTest, KeepTheKeysThroughAFailureButNotForEver) {
  serve(TokenSigner::key_set(signer_));
  const auto issuers = trust({issuer("t1")});
  ASSERT_TRUE(find(*issuers, signer_.sign(claims("t1"))));
  serve_nothing();
  clock_.wall += 23h;
  EXPECT_TRUE(issuers->find("", signer_.sign(claims("t1"))));
  clock_.wall += 1h;
  EXPECT_FALSE(issuers->find("", signer_.sign(claims("t1"))));
}

TEST_F(TrustedIssuersTest, OpenTheDoorBesideOurOwnTokens) {
  serve(TokenSigner::key_set(signer_));
  const auto issuers = trust({issuer("t1")});
  CredentialTable table(clock_);
  Doorkeeper doorkeeper(clock_);
  Authenticator authenticator(table, *issuers, doorkeeper);
  const std::string good = signer_.sign(claims("t1"));
  ASSERT_TRUE(find(*issuers, good));
  EXPECT_EQ(authenticator.check({good, "192.0.2.1", "r"})->client, "client-t1");
  const std::string foreign = signer_.sign(claims("t2"));
  EXPECT_EQ(authenticator.check({foreign, "192.0.2.1", "r"}).error(), (http::Denial{401, 0}));
}

TEST_F(TrustedIssuersTest, AskForPatienceWhileTheKeysAreNotThere) {
  const auto issuers = trust({issuer("t1")}, {1h, 24h, 24h});
  CredentialTable table(clock_);
  Doorkeeper doorkeeper(clock_);
  Authenticator authenticator(table, *issuers, doorkeeper);
  for (int i = 0; i < 100; ++i) {  // Which is nobody's failure.
    const auto answer = authenticator.check({signer_.sign(claims("t1")), "192.0.2.1", "r"});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().status, 503);
    EXPECT_GT(answer.error().retry_after, 0);
  }
}

}  // namespace
}  // namespace bridge::auth
