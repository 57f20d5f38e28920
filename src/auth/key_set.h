#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "scim/json.h"

struct _cjose_jwk_int;

namespace bridge::auth {

// An issuer's public keys (RFC 7517), RSA of at least 2048 bits, by key id. Read it from any thread.
class KeySet {
 public:
  // Keys of other kinds, for encryption, without id or too short are left out. Fails with invalid_input when
  // none is left.
  static Result<KeySet> parse(std::string_view jwks);

  bool has(const std::string& key_id) const { return keys_.contains(key_id); }

  // The claims of a signed token (RFC 7519 in the compact form of RFC 7515), when its signature is good:
  // RS256 (and nothing else, whatever its header says) by one of these keys. What the claims say is not
  // looked at.
  Result<scim::Json, std::string_view> claims_of(std::string_view token) const;

 private:
  struct Release {
    void operator()(_cjose_jwk_int* key) const noexcept;
  };
  using Key = std::unique_ptr<_cjose_jwk_int, Release>;

  std::map<std::string, Key> keys_;
};

// The id of the key a token says it was signed with; nothing when it is no token of that kind.
Result<std::string, std::string_view> key_id_of(std::string_view token);

}  // namespace bridge::auth
