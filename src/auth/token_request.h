#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "http/message.h"

namespace bridge::auth {

// What somebody asks of the token endpoint (RFC 6749 section 4.4.2), whichever way it was sent.
struct TokenRequest {
  std::string grant_type;
  std::string client_id;
  std::optional<Secret> client_secret;   // By Basic, in the form, or both.
  std::string scope;                     // Empty: whatever the client may have.
  std::optional<std::string> assertion;  // RFC 7523 section 2.2; instead of the secret.
};

// RFC 6749 section 5.2.
struct TokenError {
  std::string error;
  std::string description;  // For people; must hold nothing that was sent.
  int status = 400;
  int retry_after = 0;

  bool operator==(const TokenError&) const = default;
};

// Reads the form and the Authorization header. Entra may send the secret both ways at once; that is fine as
// long as it is the same twice. A parameter may stand once; those nobody knows are ignored (section 3.2).
Result<TokenRequest, TokenError> parse_token_request(const http::Request& request);

}  // namespace bridge::auth
