#pragma once

#include "auth/credential_table.h"
#include "auth/failure_limit.h"
#include "auth/trusted_issuers.h"
#include "http/authentication.h"

namespace bridge::auth {

// Counts, limits and logs failures; never asked about valid credentials, so nobody's failures keep another
// out. Any thread.
class Doorkeeper {
 public:
  explicit Doorkeeper(const Clock& clock) : clock_(clock) {}

  // What to answer to somebody who failed as `client` (as far as known) from this address.
  http::Denial turn_away(const Mismatch& why, std::string_view remote, std::string_view request_id);

 private:
  const Clock& clock_;
  FailureLimit addresses_;
  FailureLimit clients_;
};

// Tells who a request comes from by its bearer token (RFC 6750): one of ours, or one that a trusted issuer
// has signed. Any thread; never blocks.
class Authenticator {
 public:
  // All must outlive it.
  Authenticator(CredentialTable& credentials, const TrustedIssuers& issuers, Doorkeeper& doorkeeper)
      : credentials_(credentials), issuers_(issuers), doorkeeper_(doorkeeper) {}

  Result<http::Principal, http::Denial> check(const http::Evidence& evidence);

 private:
  CredentialTable& credentials_;
  const TrustedIssuers& issuers_;
  Doorkeeper& doorkeeper_;
};

}  // namespace bridge::auth
