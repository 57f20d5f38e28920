#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ldap/database_config.h"
#include "ldap/schema.h"
#include "ldap/server_traits.h"

namespace bridge::ldap {

// What can be seen of a directory without changing anything.
struct Survey {
  struct Base {
    Dn dn;
    bool exists = false;
    bool shows_uuid = false;             // Its operational attributes can be read.
    std::size_t entries = 0;             // At and below it, as far as they were counted.
    bool complete = false;               // All were counted.
    std::optional<std::string> refusal;  // Why the server does not show all.
  };

  ServerTraits traits;
  std::vector<Base> bases;
  std::optional<Schema> schema;
  std::optional<DatabaseConfig> config;
  bool locks_accounts = false;  // A password policy with pwdLockout TRUE can be seen.
};

// Looks at the server and at each base; counting entries stops after `patience`. Fails only when the
// connection does.
Outcome<Survey> survey(Session& session, const std::string& uri, const std::vector<Dn>& bases,
                       const Clock& clock, std::chrono::milliseconds patience);

}  // namespace bridge::ldap
