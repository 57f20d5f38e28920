#include "ldap/long_name.h"

#include <ldap.h>

namespace bridge::ldap {

Failure with_long_name_refused(Failure failure, const Rdn& rdn) {
  constexpr std::size_t kLong = 200;
  const bool unexplained = failure.code == LDAP_OTHER && failure.kind == Failure::Kind::unavailable;
  if (!unexplained || failure.outcome_unknown || rdn.empty() || to_text(rdn).size() <= kLong) return failure;
  failure.kind = Failure::Kind::refused;
  failure.attribute = rdn.front().type;
  failure.message += " (the name is too long for this directory)";
  return failure;
}

}  // namespace bridge::ldap
