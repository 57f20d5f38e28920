#include "support/directory_view.h"

#include <stdexcept>

namespace bridge::testing {

Directory everything_in(const SlapdProcess& slapd) {
  Directory all;
  ldap::SearchRequest request;
  request.base = *ldap::Dn::parse(SlapdProcess::kSuffix);
  request.scope = ldap::Scope::subtree;
  const auto found = slapd.open()->search(request, [&](ldap::Entry&& entry) {
    auto& attributes = all[entry.dn.normal()];
    for (const auto& [name, values] : entry.attributes)
      attributes[name.text()] = std::set<std::string>(values.begin(), values.end());
    return true;
  });
  if (!found) throw std::runtime_error(found.error().message);
  return all;
}

}  // namespace bridge::testing
