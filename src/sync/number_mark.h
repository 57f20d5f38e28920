#pragma once

#include <optional>
#include <string>

#include "ldap/session.h"

namespace bridge::sync {

// The entry that tells how far numbers were given out, so that a lost state database loses no number: a
// `device` (RFC 4519) with a serialNumber "POOL=NUMBER" for each pool. Numbers below may have been given.

// Nothing when there is no such entry, or nothing about this pool in it. Fails with `unavailable`.
Result<std::optional<std::int64_t>> read_mark(ldap::Session& session, const ldap::Dn& dn,
                                              const std::string& pool);

// Makes the entry where it is missing. Never lowers the number. Fails with `unavailable` when the directory
// does not take it.
Status raise_mark(ldap::Session& session, const ldap::Dn& dn, const std::string& pool, std::int64_t number);

}  // namespace bridge::sync
