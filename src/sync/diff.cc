#include "sync/diff.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace bridge::sync {
namespace {

using ldap::AttributeName;
using ldap::Attributes;
using ldap::Values;
using ldap::values_of;

bool names_same_entry(const std::string& a, const std::string& b) {
  if (a.find('=') == std::string::npos || b.find('=') == std::string::npos) return false;
  const auto first = ldap::Dn::parse(a);
  const auto second = ldap::Dn::parse(b);
  return first && second && *first == *second;
}

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

void append(ldap::Modifications& changes, ldap::Modification::Kind kind, const AttributeName& name,
            Values values) {
  if (!values.empty()) changes.push_back({kind, name, std::move(values)});
}

Values rdn_values(const ldap::Dn& dn, const AttributeName& name) {
  Values values;
  if (dn.empty()) return values;
  for (const ldap::Ava& ava : dn.rdn())
    if (ava.type == name) values.push_back(ava.value);
  return values;
}

void add_missing_classes(ldap::Modifications& changes, const Attributes& actual, const Attributes& wanted) {
  const AttributeName name = "objectClass";
  if (!actual.contains(name)) return;
  Values missing;
  for (const std::string& wish : values_of(wanted, name)) {
    const auto& have = values_of(actual, name);
    const bool there = std::any_of(have.begin(), have.end(),
                                   [&](const auto& one) { return equals_ignoring_ascii_case(one, wish); });
    if (!there) missing.push_back(wish);
  }
  append(changes, ldap::Modification::Kind::add, name, std::move(missing));
}

std::string loosest_form(const std::string& value) {
  std::string folded = fold_case(value);
  std::erase_if(folded, [](char c) { return c == ' ' || c == '-'; });
  return folded;
}

}  // namespace

ldap::Modifications changes_towards(const mapping::Mapping& mapping, scim::ResourceType type,
                                    const Attributes& actual, const mapping::Desired* before,
                                    const mapping::Desired& after) {
  using Kind = ldap::Modification::Kind;
  ldap::Modifications changes;
  add_missing_classes(changes, actual, after.attributes);
  if (before != nullptr) {
    for (const auto& [name, values] : before->attributes) {
      if (after.owned.contains(name) || after.kept.contains(name) || name == AttributeName("objectClass"))
        continue;
      append(changes, Kind::remove, name, common(values_of(actual, name), values));
    }
  }
  for (const AttributeName& name : after.owned) {
    if (mapping.policy(type, name) == mapping::Policy::initial) continue;
    const Values& have = values_of(actual, name);
    const Values& want = values_of(after.attributes, name);
    append(changes, Kind::remove, name, without(without(have, want), rdn_values(after.dn, name)));
    append(changes, Kind::add, name, without(want, have));
  }
  return changes;
}

Attributes renamed(Attributes attributes, const ldap::Dn& from, const ldap::Dn& to) {
  if (from.empty() || from == to) return attributes;
  for (const ldap::Ava& ava : from.rdn()) std::erase(attributes[ava.type], ava.value);
  for (const ldap::Ava& ava : to.rdn()) {
    Values& values = attributes[ava.type];
    if (!holds(values, ava.value)) values.push_back(ava.value);
  }
  return attributes;
}

ldap::Modifications as_replacements(const ldap::Modifications& changes, const Attributes& wanted) {
  std::set<AttributeName> names;
  for (const auto& change : changes) names.insert(change.attribute);
  ldap::Modifications replacements;
  for (const auto& name : names)
    replacements.push_back({ldap::Modification::Kind::replace, name, values_of(wanted, name)});
  return replacements;
}

void fold_alike(Attributes& attributes) {
  for (auto& [name, values] : attributes) {
    std::set<std::string> seen;
    std::erase_if(values, [&](const std::string& value) { return !seen.insert(loosest_form(value)).second; });
  }
}

}  // namespace bridge::sync
