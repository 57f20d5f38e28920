#include "app/expiry_watch.h"

#include <gtest/gtest.h>

namespace bridge::app {
namespace {

using store::Credential;
using namespace std::chrono_literals;

const WallTime kNow{24h * 20'000};
constexpr std::chrono::days kDay{1};

Credential credential(Credential::Kind kind, const std::string& client, std::optional<WallTime> expires) {
  Credential made;
  made.kind = kind;
  made.client = client;
  made.expires = expires;
  return made;
}

TEST(EndingSoon, NamesTheCertificateThirtyDaysBefore) {
  EXPECT_TRUE(ending_soon({}, {}, kNow).empty());
  EXPECT_TRUE(ending_soon(kNow + 31 * kDay, {}, kNow).empty());
  EXPECT_EQ(ending_soon(kNow + 30 * kDay, {}, kNow),
            (std::vector<Ending>{{"the certificate", kNow + 30 * kDay}}));
  EXPECT_EQ(ending_soon(kNow - kDay, {}, kNow).size(), 1u);
}

TEST(EndingSoon, NamesTokensAndSecretsThatNothingReplaces) {
  using Kind = Credential::Kind;
  Credential revoked = credential(Kind::token, "gone", kNow + kDay);
  revoked.revoked = kNow - kDay;
  const auto endings =
      ending_soon({},
                  {credential(Kind::token, "entra", kNow + 5 * kDay),
                   credential(Kind::client_secret, "entra", kNow + 6 * kDay),
                   credential(Kind::access_token, "entra", kNow + 1h),
                   credential(Kind::token, "rotated", kNow + 5 * kDay),
                   credential(Kind::token, "rotated", {}), credential(Kind::token, "far", kNow + 40 * kDay),
                   credential(Kind::token, "over", kNow - kDay), revoked},
                  kNow);
  EXPECT_EQ(endings, (std::vector<Ending>{{"the token of 'entra'", kNow + 5 * kDay},
                                          {"the secret of 'entra'", kNow + 6 * kDay}}));
}

}  // namespace
}  // namespace bridge::app
