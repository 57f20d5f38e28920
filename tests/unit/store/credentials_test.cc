#include "store_test_support.h"

namespace bridge::store {
namespace {

using Kind = Credential::Kind;

class Credentials : public StoreTest {
 protected:
  Status add(Kind kind, const std::string& client, const std::string& digest, std::int64_t created,
             std::optional<WallTime> expires = {}) {
    return store_->write([&](Transaction& t) {
      return t.add_credential({0, kind, client, digest, scim::Rights::users, at(created), expires, {}});
    });
  }

  Status revoke(Kind kind, const std::string& client, std::optional<std::int64_t> id, std::int64_t now) {
    return store_->write([&](Transaction& t) { return t.revoke_credentials(kind, client, id, at(now)); });
  }

  std::vector<Credential> all() {
    return ask([](const Reader& r) { return r.credentials(); });
  }

  std::string digests() {
    std::string text;
    for (const Credential& one : all()) text += one.digest + (one.revoked ? "- " : "+ ");
    return text;
  }
};

TEST_F(Credentials, ComeBackAsTheyWerePut) {
  ASSERT_TRUE(add(Kind::token, "entra", "abc", 1, at(100)));
  ASSERT_TRUE(add(Kind::token, "backup", "def", 2));
  const auto known = all();
  ASSERT_EQ(known.size(), 2u);
  EXPECT_EQ(known[1], (Credential{1, Kind::token, "entra", "abc", scim::Rights::users, at(1), at(100), {}}));
  EXPECT_EQ(known[0].client, "backup");
  EXPECT_FALSE(known[0].expires);
}

TEST_F(Credentials, OfOneClientLiveSideBySideAndEndOneByOneOrTogether) {
  for (const char* digest : {"a", "b", "c"}) ASSERT_TRUE(add(Kind::token, "entra", digest, 1));
  ASSERT_TRUE(add(Kind::client_secret, "entra", "s", 1));
  ASSERT_TRUE(add(Kind::token, "other", "o", 1));
  ASSERT_TRUE(revoke(Kind::token, "entra", 2, 300));
  EXPECT_EQ(digests(), "a+ b- c+ o+ s+ ");
  ASSERT_TRUE(revoke(Kind::token, "entra", {}, 400));
  EXPECT_EQ(digests(), "a- b- c- o+ s+ ");
  EXPECT_EQ(all()[1].revoked, at(300));  // Since then, whatever is revoked again.
}

TEST_F(Credentials, ThatAreNotThereCannotBeRevoked) {
  ASSERT_TRUE(add(Kind::token, "entra", "a", 1));
  for (const auto& [kind, client, id] :
       std::vector<std::tuple<Kind, std::string, std::optional<std::int64_t>>>{
           {Kind::token, "none", {}}, {Kind::client_secret, "entra", {}}, {Kind::token, "entra", 7}}) {
    const Status done = revoke(kind, client, id, 2);
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Error::Code::not_found);
  }
}

TEST_F(Credentials, AccessTokensEndWithTheSecretsOfTheirClient) {
  ASSERT_TRUE(add(Kind::client_secret, "entra", "s", 1));
  ASSERT_TRUE(add(Kind::access_token, "entra", "x", 2, at(900)));
  ASSERT_TRUE(add(Kind::access_token, "other", "y", 2, at(900)));
  ASSERT_TRUE(revoke(Kind::client_secret, "entra", {}, 3));
  EXPECT_EQ(digests(), "s- y+ ");
}

TEST_F(Credentials, AccessTokensAreTrimmedToTheNewestThatAreNotOver) {
  ASSERT_TRUE(add(Kind::access_token, "entra", "over", 1, at(10)));
  for (const char* digest : {"1", "2", "3"})
    ASSERT_TRUE(add(Kind::access_token, "entra", digest, 2, at(900)));
  ASSERT_TRUE(add(Kind::access_token, "other", "o", 2, at(900)));
  write([](Transaction& t) { return t.trim_access_tokens("entra", at(10), 2); });
  EXPECT_EQ(digests(), "2+ 3+ o+ ");
}

TEST(Credential, LivesUntilItExpiresOrIsRevoked) {
  Credential one;
  EXPECT_TRUE(one.is_live(at(5)));
  one.expires = at(10);
  EXPECT_TRUE(one.is_live(at(9)));
  EXPECT_FALSE(one.is_live(at(10)));
  one.expires = at(20);
  one.revoked = at(9);
  EXPECT_FALSE(one.is_live(at(9)));
}

}  // namespace
}  // namespace bridge::store
