#include "sync/value_change.h"

#include <algorithm>
#include <iterator>

#include "ldap/dn.h"

namespace bridge::sync {
namespace {

using ldap::Values;

bool names_same_entry(const std::string& a, const std::string& b) {
  if (a.find('=') == std::string::npos || b.find('=') == std::string::npos) return false;
  const auto first = ldap::Dn::parse(a);
  const auto second = ldap::Dn::parse(b);
  return first && second && *first == *second;
}

}  // namespace

bool holds(const Values& values, const std::string& value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const std::string& one) { return one == value || names_same_entry(one, value); });
}

Values without(const Values& values, const Values& others) {
  Values rest;
  std::copy_if(values.begin(), values.end(), std::back_inserter(rest),
               [&](const std::string& value) { return !holds(others, value); });
  return rest;
}

Values common(const Values& values, const Values& others) {
  Values both;
  std::copy_if(values.begin(), values.end(), std::back_inserter(both),
               [&](const std::string& value) { return holds(others, value); });
  return both;
}

ValueChange change_by(mapping::Policy policy, const Values& have, const Values& want, const Values& wrote,
                      const Values& naming) {
  switch (policy) {
    case mapping::Policy::initial:
      return {};
    case mapping::Policy::if_empty:
      return {{}, have.empty() ? want : Values()};
    case mapping::Policy::merge:
      return {common(have, without(wrote, want)), without(want, have)};
    case mapping::Policy::enforce:
      return {without(without(have, want), naming), without(want, have)};
  }
  return {};
}

}  // namespace bridge::sync
