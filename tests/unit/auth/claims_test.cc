#include "auth/claims.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bridge::auth {
namespace {

using scim::Json;

constexpr std::int64_t kNow = 1'800'000'000;

config::Config::Issuer issuer() {
  config::Config::Issuer made;
  made.tenant = "t1";
  made.issuer = "https://issuer/t1";
  made.audience = "api://us";
  made.subject = "sp";
  return made;
}

Json claims() {
  return {{"iss", "https://issuer/t1"}, {"tid", "t1"},       {"aud", "api://us"}, {"sub", "sp"},
          {"exp", kNow + 3600},         {"nbf", kNow - 300}, {"iat", kNow - 300}};
}

std::string_view fault(const Json& said, const config::Config::Issuer& wanted = issuer()) {
  const auto checked = check_claims(said, wanted, WallTime(std::chrono::seconds(kNow)));
  return checked ? std::string_view() : checked.error();
}

TEST(Claims, AreTakenWhenEverythingFits) {
  EXPECT_EQ(fault(claims()), "");
  Json several = claims();
  several["aud"] = {"api://other", "api://us"};
  EXPECT_EQ(fault(several), "");
  Json bare = claims();
  bare.erase("nbf");
  bare.erase("iat");
  EXPECT_EQ(fault(bare), "");
  auto anybody = issuer();
  anybody.subject.clear();
  Json other = claims();
  other["sub"] = "somebody";
  EXPECT_EQ(fault(other, anybody), "");
}

TEST(Claims, MustAllBeThereAndRight) {
  const struct {
    const char* name;
    Json value;
    const char* why;
  } cases[] = {{"iss", "https://issuer/t2", "another issuer"},
               {"iss", nullptr, "another issuer"},
               {"tid", "t2", "another tenant"},
               {"tid", Json::array({"t1"}), "another tenant"},
               {"aud", "api://them", "another audience"},
               {"aud", Json::array(), "another audience"},
               {"aud", Json::array({"api://them"}), "another audience"},
               {"aud", "API://US", "another audience"},
               {"sub", "someone", "another subject"},
               {"exp", kNow - 60, "expired"},
               {"exp", "2100-01-01", "it does not say when it ends"},
               {"nbf", kNow + 61, "not valid yet"},
               {"nbf", "soon", "not valid yet"},
               {"iat", kNow + 61, "from the future"}};
  for (const auto& [name, value, why] : cases) {
    Json said = claims();
    said[name] = value;
    EXPECT_EQ(fault(said), why) << said;
  }
  for (const char* name : {"iss", "tid", "aud", "sub", "exp"}) {
    Json said = claims();
    said.erase(name);
    EXPECT_NE(fault(said), "") << name;
  }
}

TEST(Claims, BearAClockThatIsWrongByAMinute) {
  Json said = claims();
  said["exp"] = kNow - 59;
  said["nbf"] = said["iat"] = kNow + 60;
  EXPECT_EQ(fault(said), "");
}

}  // namespace
}  // namespace bridge::auth
