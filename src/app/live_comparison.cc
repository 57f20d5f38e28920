#include "app/live_comparison.h"

#include <algorithm>

#include "ldap/ldif.h"
#include "sync/diff.h"

namespace bridge::app {
namespace {

using State = LiveComparison::Line::State;

bool lists_members(const mapping::Mapping& mapping, scim::ResourceType type,
                   const ldap::AttributeName& name) {
  const auto& write = mapping.members().write;
  return type == scim::ResourceType::group &&
         std::any_of(write.begin(), write.end(), [&](const auto& one) { return one.name == name; });
}

bool mentions(const ldap::Modifications& changes, const ldap::AttributeName& name) {
  return std::any_of(changes.begin(), changes.end(), [&](const auto& one) { return one.attribute == name; });
}

State state_of(const mapping::Desired& desired, const ldap::Modifications& changes,
               const ldap::AttributeName& name) {
  if (mentions(changes, name)) return State::differs;
  const bool ours = desired.owned.contains(name) || desired.bits.contains(name) ||
                    desired.generate.contains(name) || name == ldap::AttributeName("objectClass");
  return ours ? State::as_wanted : State::not_ours;
}

}  // namespace

std::string_view name_of(State state) {
  switch (state) {
    case State::as_wanted:
      return "as wanted";
    case State::differs:
      return "differs";
    case State::not_ours:
      break;
  }
  return "not ours";
}

Result<LiveComparison> compare_live(ldap::Session& session, const mapping::Mapping& mapping,
                                    scim::ResourceType type, const ldap::Dn& dn,
                                    const mapping::Desired& desired) {
  LiveComparison made;
  made.dn = dn;
  std::vector<std::string> wanted{"*"};  // Which leaves out operational ones, such as those that lock.
  for (const auto& name : desired.owned) wanted.push_back(name.text());
  auto entry = session.read(dn, wanted);
  if (!entry) return unavailable(entry.error().message);
  if (!*entry) return made;
  made.found = true;
  ldap::Attributes actual = std::move((*entry)->attributes);
  std::erase_if(actual, [&](const auto& one) { return lists_members(mapping, type, one.first); });

  auto changes = sync::changes_towards(mapping, type, actual, {}, desired);
  std::set<ldap::AttributeName> names = desired.owned;
  for (const auto& [name, values] : actual) names.insert(name);
  for (const auto& name : names) {
    const bool hidden = mapping.is_secret(type, name);
    const ldap::Values& has = ldap::values_of(actual, name);
    if (has.empty() && !mentions(changes, name)) continue;
    made.lines.push_back({name, state_of(desired, changes, name), hidden ? ldap::Values() : has});
  }
  std::erase_if(changes, [&](const auto& one) { return mapping.is_secret(type, one.attribute); });
  if (!changes.empty()) made.ldif = ldap::to_ldif(dn, changes);
  return made;
}

}  // namespace bridge::app
