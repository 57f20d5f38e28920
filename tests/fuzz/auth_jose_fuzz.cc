// Tokens that others may have signed, and the keys they publish. The input is a key set up to the first
// newline, then a token. Nobody has signed anything here, so no token may ever be believed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "auth/claims.h"
#include "auth/key_set.h"

using namespace bridge;

namespace {

// A key whose private half nobody has kept.
constexpr char kKeys[] =
    R"({"keys":[{"kty":"RSA","use":"sig","kid":"1","e":"AQAB","n":")"
    "zOEB4jEruOn_WF1vLnyYSm1rpTGEd9yeSDKpgKntHHsciP0dy0Eq0yPL-lPFPJddHHc0NHujhw8zqjJbtoQsN9aXFZ3tpoAGvY60"
    "VZ3MFyY_Uevm37oBzyAjWL1GYQ9Fq67ejzFeog2gNQjQydWbfVZKioKmuNGbAbd84yC7lqTRSZ0TUcTMSLOGbUevSR1u5BdtYjJF"
    "Ajc9shWo9p6iN5AtDweio3cCTf15gLKrXdLioMfUgIoufHSdcGaYw6b1e05uWUkUSBj1AO--4akSw2JCAEod0tvOHSSxvhgVay9m"
    "mdvPAWi3iXcezKYadLHb3P5tAuH1F9PW-PSdDz66MQ"
    R"("}]})";

void require(bool holds) {
  if (!holds) std::abort();
}

config::Config::Issuer issuer() {
  config::Config::Issuer issuer;
  issuer.issuer = "https://sts.windows.net/t/";
  issuer.tenant = "t";
  issuer.audience = "a";
  return issuer;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto keys = auth::KeySet::parse(kKeys);
  require(static_cast<bool>(keys));
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = text.find('\n');
  const std::string_view token = end == std::string_view::npos ? text : text.substr(end + 1);
  require(!keys->claims_of(token));
  if (const auto id = auth::key_id_of(token)) require(!id->empty());
  if (const auto others = auth::KeySet::parse(text.substr(0, end))) require(!others->claims_of(token));
  if (const auto claims = scim::parse_json(text.substr(0, end)))
    (void)auth::check_claims(*claims, issuer(), WallTime(std::chrono::seconds(1'800'000'000)));
  return 0;
}
