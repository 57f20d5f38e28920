#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "auth/credential_table.h"
#include "auth/key_source.h"
#include "config/config.h"

namespace bridge::auth {

// Believes tokens that others have signed: those of Entra, as bearer tokens or as client assertions (RFC
// 7523). Any thread; never blocks. While keys are being read that a token may need, the answer is "later",
// never "yes".
class TrustedIssuers {
 public:
  TrustedIssuers(const std::vector<config::Config::Issuer>& issuers, const Clock& clock,
                 const KeySource::Fetch& fetch, const KeySource::Times& times);

  bool empty() const { return issuers_.empty(); }

  // Whose token this is; `client` alone may have it unless that is empty.
  Result<http::Principal, Mismatch> find(std::string_view client, std::string_view token) const;

 private:
  struct Trusted {
    config::Config::Issuer issuer;
    std::unique_ptr<KeySource> keys;
  };

  Result<http::Principal, Mismatch> ask(const Trusted& trusted, const std::string& key_id,
                                        std::string_view token) const;

  const Clock& clock_;
  std::vector<Trusted> issuers_;
};

}  // namespace bridge::auth
