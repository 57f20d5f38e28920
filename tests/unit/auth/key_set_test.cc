#include "auth/key_set.h"

#include <cjose/base64.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/token_signer.h"

namespace bridge::auth {
namespace {

using bridge::testing::TokenSigner;
using nlohmann::json;

std::string base64url(std::string_view text) {
  char* encoded = nullptr;
  std::size_t size = 0;
  cjose_base64url_encode(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), &encoded, &size,
                         nullptr);
  std::string result(encoded, size);
  cjose_get_dealloc()(encoded);
  return result;
}

std::string outcome(const KeySet& keys, std::string_view token) {
  const auto claims = keys.claims_of(token);
  return claims ? scim::to_text(*claims) : std::string(claims.error());
}

TEST(KeySet, TellsTheClaimsOfATokenThatIsSignedWithOneOfItsKeys) {
  const TokenSigner one("1"), other("2");
  const auto keys = KeySet::parse(TokenSigner::key_set(one, other));
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(outcome(*keys, one.sign({{"sub", "a"}})), R"({"sub":"a"})");
  EXPECT_EQ(outcome(*keys, other.sign({{"sub", "b"}})), R"({"sub":"b"})");
}

TEST(KeySet, RefusesEveryOtherToken) {
  const TokenSigner known("1"), impostor("1"), unknown("2");
  const auto keys = KeySet::parse(TokenSigner::key_set(known));
  ASSERT_TRUE(keys);
  EXPECT_EQ(outcome(*keys, impostor.sign({{"sub", "a"}})), "a wrong signature");
  EXPECT_EQ(outcome(*keys, unknown.sign({{"sub", "a"}})), "signed with an unknown key");
  EXPECT_EQ(outcome(*keys, known.sign({{"sub", "a"}}, {{"alg", "RS512"}})),
            "signed by another algorithm than RS256");
  EXPECT_EQ(outcome(*keys, known.sign({{"sub", "a"}}, {{"alg", "PS256"}})),
            "signed by another algorithm than RS256");
  EXPECT_EQ(outcome(*keys, known.sign({{"sub", "a"}}, {{"crit", {"exp"}}})),
            "its header has demands that are not known");
  EXPECT_EQ(outcome(*keys, known.sign({{"sub", "a"}}, {{"kid", ""}})), "its header names no key");
  EXPECT_EQ(outcome(*keys, known.sign("[1]")), "no signed token");
  for (const char* nonsense : {"", ".", "..", "a.b.c", "eyJ9.e30.", "slb_abc"})
    EXPECT_EQ(outcome(*keys, nonsense), "no signed token") << nonsense;
}

// The oldest tricks: no signature, and the public key as the secret of a symmetric one.
// The library would end the process.
TEST(KeySet, LooksAtTheAlphabetItself) {
  for (const char* token :
       {"a.b.c", "aaaaa.bbbb.cccc", "aaaa.bbbbb.cccc", "aaaa.bbbb.ccccc", "aa=a.bbbb.cccc", "a===.bbbb.cccc",
        "aaaa\xff.bbbb.cccc", "aaaa.bb b.cccc", "....", "a", ""})
    EXPECT_FALSE(key_id_of(token)) << token;
  EXPECT_FALSE(KeySet::parse(R"({"keys":[{"kty":"RSA","kid":"1","n":"AQABA","e":"AQA="}]})"));
}

TEST(KeySet, IsNotTalkedIntoAnotherAlgorithm) {
  const TokenSigner known("1");
  const auto keys = KeySet::parse(TokenSigner::key_set(known));
  const std::string claims = base64url(R"({"sub":"a"})");
  for (const char* algorithm : {"none", "None", "HS256", "rs256", ""}) {
    const std::string header = json{{"alg", algorithm}, {"kid", "1"}}.dump();
    for (const std::string signature : {"", "AAAA"})
      EXPECT_EQ(outcome(*keys, base64url(header) + "." + claims + "." + signature),
                "signed by another algorithm than RS256");
  }
}

TEST(KeySet, NoticesEveryChange) {
  const TokenSigner known("1");
  const auto keys = KeySet::parse(TokenSigner::key_set(known));
  const std::string token = known.sign({{"sub", "a"}});
  const std::string changed = known.sign({{"sub", "b"}});
  const std::size_t first = token.find('.'), second = token.find('.', first + 1);
  EXPECT_EQ(outcome(*keys, changed.substr(0, changed.rfind('.')) + token.substr(second)),
            "a wrong signature");
  EXPECT_NE(outcome(*keys, token + "."), R"({"sub":"a"})");
  EXPECT_EQ(outcome(*keys, token.substr(0, second + 1)), "a wrong signature");
}

TEST(KeySet, IsMadeOfStrongSigningKeysOnly) {
  const TokenSigner strong("1"), weak("2", 1024);
  json encrypting = strong.key();
  encrypting["use"] = "enc";
  json nameless = strong.key();
  nameless.erase("kid");
  const json set = {{"keys",
                     {strong.key(),
                      weak.key(),
                      {{"kty", "EC"}, {"kid", "3"}},
                      {{"kty", "oct"}, {"kid", "4"}, {"k", "AAAA"}},
                      7}}};
  const auto keys = KeySet::parse(set.dump());
  ASSERT_TRUE(keys);
  EXPECT_TRUE(keys->has("1"));
  for (const char* other : {"2", "3", "4", ""}) EXPECT_FALSE(keys->has(other)) << other;
  for (const json& useless :
       {json{{"keys", {weak.key()}}}, json{{"keys", {encrypting}}}, json{{"keys", {nameless}}},
        json{{"keys", json::array()}}, json::object(), json("keys")})
    EXPECT_FALSE(KeySet::parse(useless.dump())) << useless;
  EXPECT_FALSE(KeySet::parse("<html>"));
}

}  // namespace
}  // namespace bridge::auth
