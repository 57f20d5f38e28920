#include "sync/diff.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "sync/bits.h"
#include "sync/value_change.h"

namespace bridge::sync {
namespace {

using ldap::AttributeName;
using ldap::Attributes;
using ldap::Values;
using ldap::values_of;
using Kind = ldap::Modification::Kind;

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

// Collects what must be changed in one entry.
class Comparison {
 public:
  Comparison(const mapping::Mapping& mapping, scim::ResourceType type, const Attributes& actual,
             const Believed& before, const mapping::Desired& after)
      : mapping_(mapping), type_(type), actual_(actual), before_(before), after_(after) {}

  ldap::Modifications run() && {
    add_missing_classes(changes_, actual_, after_.attributes);
    lacks_classes_ = !changes_.empty();
    if (before_.desired != nullptr) {
      take_back();
      restore();
    }
    for (const AttributeName& name : after_.owned)
      if (!is_restored(name)) bring(name);
    change_bits();
    return std::move(changes_);
  }

 private:
  mapping::Policy policy(const AttributeName& name) const {
    if (after_.overridden.contains(name)) return mapping::Policy::enforce;
    const auto policy = mapping_.policy(type_, name);
    // Once more where a class was taken away, and with it what it holds.
    return lacks_classes_ && policy == mapping::Policy::initial ? mapping::Policy::if_empty : policy;
  }

  // Written over while the person was disabled, and not ours to decide now.
  bool is_restored(const AttributeName& name) const {
    return before_.desired != nullptr && before_.desired->overridden.contains(name) &&
           !(after_.owned.contains(name) && policy(name) == mapping::Policy::enforce);
  }

  // Of what is not ours any more, the values we wrote.
  void take_back() {
    for (const auto& [name, values] : before_.desired->attributes) {
      const bool stays = after_.owned.contains(name) || after_.kept.contains(name) || is_restored(name) ||
                         name == AttributeName("objectClass");
      if (stays) continue;
      change(Kind::remove, name, common(values_of(actual_, name), values));
    }
  }

  // What stood there before, unless somebody else has changed what we wrote.
  void restore() {
    for (const AttributeName& name : before_.desired->overridden) {
      if (!is_restored(name)) continue;
      const Values& have = values_of(actual_, name);
      const Values& wrote = values_of(before_.desired->attributes, name);
      const Values ours = common(have, wrote);
      if (wrote.empty() ? !have.empty() : ours.empty()) continue;
      const Values& saved = values_of(before_.saved, name);
      change(Kind::remove, name, without(ours, saved));
      change(Kind::add, name, without(saved, have));
    }
  }

  void bring(const AttributeName& name) {
    // The old password is stored nowhere, and must not go on to open doors beside the new one.
    if (mapping_.is_secret(type_, name) && policy(name) == mapping::Policy::enforce) return exchange(name);
    const Values nothing;
    const Values& wrote = before_.desired ? values_of(before_.desired->attributes, name) : nothing;
    ValueChange towards = change_by(policy(name), values_of(actual_, name),
                                    values_of(after_.attributes, name), wrote, rdn_values(after_.dn, name));
    change(Kind::remove, name, std::move(towards.remove));
    change(Kind::add, name, std::move(towards.add));
  }

  void exchange(const AttributeName& name) {
    const Values& want = values_of(after_.attributes, name);
    if (want != values_of(actual_, name)) change(Kind::replace, name, want);
  }

  void change_bits() {
    std::map<AttributeName, mapping::Bits> wanted = after_.bits;
    if (before_.desired != nullptr)
      for (const auto& [name, bits] : before_.desired->bits)
        if (!wanted.contains(name)) wanted[name] = undoing(bits, before_.saved, name);
    for (const auto& [name, bits] : wanted) {
      ValueChange towards = change_of_bits(actual_, name, bits);
      change(Kind::remove, name, std::move(towards.remove));
      change(Kind::add, name, std::move(towards.add));
    }
  }

  void change(Kind kind, const AttributeName& name, Values values) {
    append(changes_, kind, name, std::move(values));
  }

  const mapping::Mapping& mapping_;
  scim::ResourceType type_;
  const Attributes& actual_;
  const Believed& before_;
  const mapping::Desired& after_;
  ldap::Modifications changes_;
  bool lacks_classes_ = false;
};

}  // namespace

ldap::Modifications changes_towards(const mapping::Mapping& mapping, scim::ResourceType type,
                                    const Attributes& actual, const Believed& before,
                                    const mapping::Desired& after) {
  return Comparison(mapping, type, actual, before, after).run();
}

std::vector<AttributeName> emptied(const mapping::Mapping& mapping, scim::ResourceType type,
                                   const Believed& before, const mapping::Desired& after) {
  const Attributes actual = renamed(before.desired->attributes, before.desired->dn, after.dn);
  const auto changes = changes_towards(mapping, type, actual, before, after);
  std::vector<AttributeName> names;
  for (const auto& left : as_replacements(changes, actual)) {
    const bool overridden =
        before.desired->overridden.contains(left.attribute) || after.overridden.contains(left.attribute);
    if (left.values.empty() && !overridden) names.push_back(left.attribute);
  }
  return names;
}

bool must_be_read(const mapping::Mapping& mapping, scim::ResourceType type, const mapping::Desired& before,
                  const mapping::Desired& after) {
  if (before.overridden != after.overridden || before.bits != after.bits) return true;
  return std::any_of(after.owned.begin(), after.owned.end(), [&](const AttributeName& name) {
    return mapping.policy(type, name) == mapping::Policy::if_empty &&
           values_of(before.attributes, name) != values_of(after.attributes, name);
  });
}

bool spelled_alike(const ldap::Dn& a, const ldap::Dn& b) {
  return a == b && (a.empty() || a.rdn() == b.rdn());
}

Attributes renamed(Attributes attributes, const ldap::Dn& from, const ldap::Dn& to) {
  if (from.empty() || spelled_alike(from, to)) return attributes;
  for (const ldap::Ava& ava : from.rdn()) std::erase(attributes[ava.type], ava.value);
  for (const ldap::Ava& ava : to.rdn()) {
    Values& values = attributes[ava.type];
    if (!holds(values, ava.value)) values.push_back(ava.value);
  }
  return attributes;
}

ldap::Modifications as_replacements(const ldap::Modifications& changes, const Attributes& actual) {
  std::map<AttributeName, Values> wanted;
  for (const auto& change : changes) {
    Values& values = wanted.try_emplace(change.attribute, values_of(actual, change.attribute)).first->second;
    if (change.kind == Kind::remove) values = without(values, change.values);
    if (change.kind == Kind::add) values.insert(values.end(), change.values.begin(), change.values.end());
  }
  ldap::Modifications replacements;
  for (auto& [name, values] : wanted) replacements.push_back({Kind::replace, name, std::move(values)});
  return replacements;
}

void fold_alike(Attributes& attributes) {
  for (auto& [name, values] : attributes) {
    std::set<std::string> seen;
    std::erase_if(values, [&](const std::string& value) { return !seen.insert(loosest_form(value)).second; });
  }
}

}  // namespace bridge::sync
