#pragma once

#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/random.h"
#include "base/secret.h"
#include "http/authentication.h"
#include "store/store.h"

namespace bridge::auth {

// A new secret: 256 bits of chance behind a prefix that secret scanners can look for.
Secret make_secret(Random& random);

// Why a secret opens nothing; for the log alone.
struct Mismatch {
  std::string client;  // Whose it was; empty when nobody's.
  std::string_view reason;
  bool later = false;  // It may turn out to be good in a moment.
};

// The digests of all credentials in memory, so that checking one blocks on nothing. Any thread.
class CredentialTable {
 public:
  using Kinds = std::initializer_list<store::Credential::Kind>;

  explicit CredentialTable(const Clock& clock) : clock_(clock) {}

  // Takes over what the state database says now; call it after every change of credentials.
  Status reload(store::Store& store);

  // Whose live credential of these kinds this is; of `client` alone unless that is empty. Every digest is
  // compared, each in constant time, whatever the outcome.
  Result<http::Principal, Mismatch> find(Kinds kinds, std::string_view client, std::string_view secret);

  std::vector<store::Credential> all();

 private:
  const Clock& clock_;
  Guarded<std::vector<store::Credential>> table_;
};

}  // namespace bridge::auth
