#include "http/bearer.h"

#include <gtest/gtest.h>

namespace bridge::http {
namespace {

TEST(Bearer, TakesTheTokenWhateverTheCaseOfTheScheme) {
  EXPECT_EQ(bearer_token("Bearer abc"), "abc");
  EXPECT_EQ(bearer_token("bearer   a.b-c_d~+/=="), "a.b-c_d~+/==");
  EXPECT_EQ(bearer_token("BEARER abc \t"), "abc");
}

TEST(Bearer, TakesNothingElse) {
  for (const char* other :
       {"", "Bearer", "Bearer ", "Bearerabc", "Basic abc", "abc", " Bearer abc", "Bearer\tabc"}) {
    EXPECT_EQ(bearer_token(other), std::nullopt) << other;
  }
}

}  // namespace
}  // namespace bridge::http
