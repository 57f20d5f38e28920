#include "auth/authenticator.h"

#include <algorithm>

#include "credentials.h"

namespace bridge::auth {
namespace {

using namespace std::chrono_literals;

class AuthenticatorTest : public CredentialsTest {
 protected:
  Result<http::Principal, http::Denial> ask(std::optional<std::string_view> token,
                                            std::string_view remote = "192.0.2.1") {
    return authenticator_.check({token, remote, "r-1"});
  }

  int status(std::optional<std::string_view> token, std::string_view remote = "192.0.2.1") {
    const auto answer = ask(token, remote);
    return answer ? 200 : answer.error().status;
  }

  TrustedIssuers nobody_{{}, clock_, {}, {}};
  Authenticator authenticator_{table_, nobody_, doorkeeper_};
};

TEST_F(AuthenticatorTest, TellsTheClientAndItsRights) {
  add(Kind::token, "entra", "one", scim::Rights::users);
  add(Kind::access_token, "other", "two", scim::Rights::read_only, clock_.wall + 1h);
  EXPECT_EQ(*ask("one"), (http::Principal{"entra", scim::Rights::users}));
  EXPECT_EQ(*ask("two"), (http::Principal{"other", scim::Rights::read_only}));
}

TEST_F(AuthenticatorTest, LetsSeveralTokensOfOneClientLiveForRotation) {
  add(Kind::token, "entra", "old");
  add(Kind::token, "entra", "new");
  EXPECT_EQ(status("old"), 200);
  EXPECT_EQ(status("new"), 200);
  write([&](store::Transaction& t) { return t.revoke_credentials(Kind::token, "entra", 1, clock_.wall); });
  EXPECT_EQ(status("old"), 401);
  EXPECT_EQ(status("new"), 200);
}

TEST_F(AuthenticatorTest, TakesNothingElse) {
  add(Kind::token, "entra", "sesame", scim::Rights::all, clock_.wall + 1h);
  add(Kind::client_secret, "entra", "secret");
  EXPECT_EQ(status({}), 401);
  EXPECT_EQ(status("secret"), 401);  // Good at the token endpoint only.
  EXPECT_EQ(status("sesam"), 401);
  EXPECT_EQ(status(""), 401);
  EXPECT_EQ(status("sesame"), 200);
  clock_.wall += 1h;
  EXPECT_EQ(status("sesame"), 401);
}

TEST_F(AuthenticatorTest, LimitsFailuresByAddressButNeverWhoIsRight) {
  add(Kind::token, "entra", "sesame");
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status("wrong"), 401);
  EXPECT_EQ(status("wrong"), 429);
  EXPECT_GT(ask("wrong").error().retry_after, 0);
  EXPECT_EQ(status("sesame"), 200);
  EXPECT_EQ(status("wrong", "192.0.2.2"), 401);
  clock_.wall += 5min;
  EXPECT_EQ(status("wrong"), 401);
}

TEST_F(AuthenticatorTest, LimitsFailuresOfOneClientWhereverTheyComeFrom) {
  add(Kind::token, "entra", "gone", scim::Rights::all, clock_.wall - 1h);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(status("gone", "192.0.2." + std::to_string(i)), 401);
  EXPECT_EQ(status("gone", "192.0.2.99"), 429);
  EXPECT_EQ(status("unknown", "192.0.2.99"), 401);
}

TEST_F(AuthenticatorTest, CountsNobodyWhoShowsNothing) {
  for (int i = 0; i < 100; ++i) EXPECT_EQ(status({}), 401);
  EXPECT_EQ(status("wrong"), 401);
}

// The middle of many measurements; one alone would measure the machine.
TEST_F(AuthenticatorTest, TakesTheSameTimeWhateverIsWrong) {
  for (int i = 0; i < 50; ++i) add(Kind::token, "client" + std::to_string(i), "token" + std::to_string(i));
  add(Kind::token, "late", "expired", scim::Rights::all, clock_.wall - 1h);
  write([&](store::Transaction& t) { return t.revoke_credentials(Kind::token, "client0", {}, clock_.wall); });
  const auto middle = [&](std::string_view secret) {
    std::vector<std::chrono::nanoseconds> taken;
    for (int i = 0; i < 2001; ++i) {
      const auto begun = std::chrono::steady_clock::now();
      EXPECT_FALSE(table_.find({Kind::token}, "", secret));
      taken.push_back(std::chrono::steady_clock::now() - begun);
    }
    std::nth_element(taken.begin(), taken.begin() + 1000, taken.end());
    return taken[1000];
  };
  middle("warm");
  const auto unknown = middle("unknown"), revoked = middle("token0"), expired = middle("expired");
  const auto [least, most] = std::minmax({unknown, revoked, expired});
  EXPECT_LT(most, least * 2) << unknown.count() << " " << revoked.count() << " " << expired.count();
}

TEST(MakeSecret, IsLongAndNeverTheSame) {
  const Secret one = make_secret(system_random()), other = make_secret(system_random());
  EXPECT_TRUE(one.reveal().starts_with("slb_"));
  EXPECT_EQ(one.reveal().size(), 47u);
  EXPECT_NE(one.reveal(), other.reveal());
}

}  // namespace
}  // namespace bridge::auth
