#include "ldap/session.h"

#include "ldap/ranges.h"

namespace bridge::ldap {

Outcome<std::optional<Entry>> Session::read(const Dn& dn, const std::vector<std::string>& attributes) {
  std::optional<Entry> found;
  auto outcome = search({.base = dn, .scope = Scope::base, .attributes = attributes, .page_size = 0},
                        [&](Entry&& entry) {
                          found = std::move(entry);
                          return true;
                        });
  if (!outcome && outcome.error().kind != Failure::Kind::no_such_object) return std::move(outcome).error();
  if (found) TRY(complete_ranges(*this, *found));
  return found;
}

}  // namespace bridge::ldap
