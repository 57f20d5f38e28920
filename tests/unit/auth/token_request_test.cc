#include "auth/token_request.h"

#include <gtest/gtest.h>

#include "base/base64.h"

namespace bridge::auth {
namespace {

http::Request form(std::string body, const std::string& basic = "") {
  http::Request request;
  request.method = "POST";
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  if (!basic.empty()) request.headers.push_back({"authorization", "basic " + to_base64(basic)});
  request.body = std::move(body);
  return request;
}

std::string error_of(const http::Request& request) {
  const auto parsed = parse_token_request(request);
  return parsed ? "" : parsed.error().error + ": " + parsed.error().description;
}

TEST(TokenRequest, CarriesTheSecretInTheFormInTheHeaderOrBoth) {
  const std::string bare = "grant_type=client_credentials";
  for (const auto& request :
       {form(bare + "&client_id=en%2Btra&client_secret=s+%25%3a"), form(bare, "en%2Btra:s+%25%3A"),
        form("client_secret=s%20%25%3A&client_id=en%2Btra&" + bare, "en%2Btra:s+%25%3A")}) {
    const auto parsed = parse_token_request(request);
    ASSERT_TRUE(parsed) << parsed.error().description;
    EXPECT_EQ(parsed->grant_type, "client_credentials");
    EXPECT_EQ(parsed->client_id, "en+tra");
    EXPECT_EQ(parsed->client_secret->reveal(), "s %:");
    EXPECT_FALSE(parsed->assertion);
  }
}

TEST(TokenRequest, IgnoresWhatItDoesNotKnowAndWhatIsEmpty) {
  const auto parsed = parse_token_request(form("&&grant_type=x&resource=y&client_secret=&scope=a+b&"));
  ASSERT_TRUE(parsed);
  EXPECT_FALSE(parsed->client_secret);
  EXPECT_EQ(parsed->scope, "a b");
}

TEST(TokenRequest, CarriesAnAssertion) {
  const std::string type =
      "client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
  const auto parsed = parse_token_request(form("grant_type=x&client_assertion=a.b.c&" + type));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->assertion, "a.b.c");
  EXPECT_NE(error_of(form("grant_type=x&client_assertion=a.b.c")), "");
  EXPECT_NE(error_of(form("grant_type=x&" + type)), "");
  EXPECT_NE(error_of(form("grant_type=x&client_assertion=a.b.c&client_secret=s&" + type)), "");
}

TEST(TokenRequest, IsRefusedWhenItCannotBeMeantLikeThat) {
  http::Request json = form("{}");
  json.headers[0].value = "application/json";
  http::Request bearer = form("grant_type=x");
  bearer.headers.push_back({"Authorization", "Bearer abc"});
  for (const auto& [request, why] : std::vector<std::pair<http::Request, std::string>>{
           {json, "the body must be"},
           {form(""), "grant_type is missing"},
           {form("grant_type=x&grant_type=x"), "a parameter stands twice"},
           {form("grant_type=%zz"), "a '%' is not followed"},
           {form("grant_type=x&client_id=a", "b:s"), "contradict"},
           {form("grant_type=x&client_secret=a", "b:s"), "contradict"},
           {form("grant_type=x", "no colon"), "no Basic authentication"},
           {bearer, "no Basic authentication"}}) {
    const std::string error = error_of(request);
    EXPECT_TRUE(error.starts_with("invalid_request: ")) << error;
    EXPECT_NE(error.find(why), std::string::npos) << error;
  }
}

TEST(TokenRequest, IsRefusedWhenItIsTooLarge) {
  EXPECT_NE(error_of(form("grant_type=x&client_assertion=" + std::string(70'000, 'a'))), "");
}

}  // namespace
}  // namespace bridge::auth
