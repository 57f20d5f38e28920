#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"
#include "base/random.h"
#include "base/secret.h"
#include "store/store.h"

namespace bridge::app {

// A new bearer token (RFC 6750): 256 bits of chance behind a prefix that secret scanners can look for.
Secret make_token(Random& random);

// The live tokens' digests in memory, so that checking one blocks on nothing. Any thread.
class TokenTable {
 public:
  explicit TokenTable(const Clock& clock) : clock_(clock) {}

  // Takes over what the state database says now; call it after every change of tokens.
  Status reload(store::Store& store);

  // The name of the token, or nothing. Every digest is compared, each in constant time.
  std::optional<std::string> authenticate(std::string_view token);

 private:
  const Clock& clock_;
  Guarded<std::vector<store::Token>> tokens_;
};

}  // namespace bridge::app
