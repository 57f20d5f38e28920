#include "sync/bases.h"

#include <algorithm>

namespace bridge::sync {

std::vector<ldap::Dn> outermost(std::vector<ldap::Dn> bases) {
  const auto all = bases;
  std::erase_if(bases, [&](const ldap::Dn& base) {
    return std::any_of(all.begin(), all.end(), [&](const ldap::Dn& other) { return base.is_below(other); });
  });
  return bases;
}

}  // namespace bridge::sync
