#pragma once

#include <functional>

#include "auth/authenticator.h"
#include "auth/token_request.h"
#include "http/reply.h"
#include "http/worker_pool.h"

namespace bridge::auth {

struct AccessToken {
  Secret secret;
  std::chrono::seconds life;
};

// Makes access tokens that survive a restart: random ones, whose digests stand in the state database. Any
// thread; waits for the disk.
class TokenIssuer {
 public:
  TokenIssuer(store::Store& store, CredentialTable& credentials, std::chrono::seconds life,
              const Clock& clock, Random& random)
      : store_(store), credentials_(credentials), life_(life), clock_(clock), random_(random) {}

  Result<AccessToken> issue(const http::Principal& principal);

 private:
  store::Store& store_;
  CredentialTable& credentials_;
  std::chrono::seconds life_;
  const Clock& clock_;
  Random& random_;
};

// Whose client assertion (RFC 7523 section 3) this is. Must not block.
using CheckAssertion =
    std::function<Result<http::Principal, Mismatch>(std::string_view client_id, std::string_view assertion)>;

// OAuth 2.0's token endpoint for client credentials (RFC 6749 sections 3.2 and 4.4). Scopes: "scim" is all
// the client may do, "scim:read-only", "scim:users" and "scim:read-users" are less. Copies share their state.
// Any thread.
class TokenEndpoint {
 public:
  static constexpr std::string_view kPath = "/oauth2/token";

  // All must outlive it.
  struct Parts {
    CredentialTable& credentials;
    Doorkeeper& doorkeeper;
    TokenIssuer& issuer;
    http::WorkerPool& pool;
    CheckAssertion check_assertion{};  // Null: assertions open nothing.
  };

  explicit TokenEndpoint(Parts parts) : parts_(std::move(parts)) {}

  // A Handler.
  void operator()(http::Request&& request, http::Reply reply) const;

 private:
  Result<http::Principal, TokenError> decide(const http::Request& request) const;
  Result<http::Principal, Mismatch> identify(const TokenRequest& request) const;

  Parts parts_;
};

}  // namespace bridge::auth
