#include "sync/diff.h"

#include <algorithm>
#include <charconv>
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

std::uint32_t with_bits(std::uint32_t number, const mapping::Bits& bits) {
  return (number | bits.set) & ~bits.clear;
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

namespace {

using Kind = ldap::Modification::Kind;

std::optional<std::uint32_t> number_in(const Attributes& attributes, const AttributeName& name) {
  const Values& values = values_of(attributes, name);
  std::int64_t number = 0;  // Directories keep these as signed numbers.
  if (values.empty()) return std::nullopt;
  const std::string& text = values.front();
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return static_cast<std::uint32_t>(number);
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
    return after_.overridden.contains(name) ? mapping::Policy::enforce : mapping_.policy(type_, name);
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
    const Values& have = values_of(actual_, name);
    const Values& want = values_of(after_.attributes, name);
    switch (policy(name)) {
      case mapping::Policy::initial:  // Once more where a class was taken away, and with it what it holds.
        return change(Kind::add, name, lacks_classes_ && have.empty() ? want : Values());
      case mapping::Policy::if_empty:
        return change(Kind::add, name, have.empty() ? want : Values());
      case mapping::Policy::merge:
        if (before_.desired != nullptr)
          change(Kind::remove, name,
                 common(have, without(values_of(before_.desired->attributes, name), want)));
        return change(Kind::add, name, without(want, have));
      case mapping::Policy::enforce:
        change(Kind::remove, name, without(without(have, want), rdn_values(after_.dn, name)));
        return change(Kind::add, name, without(want, have));
    }
  }

  void change_bits() {
    std::map<AttributeName, mapping::Bits> wanted = after_.bits;
    if (before_.desired != nullptr) {
      for (const auto& [name, bits] : before_.desired->bits) {
        if (wanted.contains(name)) continue;
        const std::uint32_t saved = number_in(before_.saved, name).value_or(0);
        wanted[name] = {bits.clear & saved, bits.set & ~saved};  // Only what we changed goes back.
      }
    }
    for (const auto& [name, bits] : wanted) {
      const auto number = number_in(actual_, name);
      const std::uint32_t changed = with_bits(number.value_or(0), bits);
      if (number == changed) continue;
      if (number) change(Kind::remove, name, values_of(actual_, name));
      change(Kind::add, name, {std::to_string(static_cast<std::int32_t>(changed))});
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

void set_bits(Attributes& attributes, const std::map<AttributeName, mapping::Bits>& bits) {
  for (const auto& [name, one] : bits) {
    const std::uint32_t changed = with_bits(number_in(attributes, name).value_or(0), one);
    attributes[name] = {std::to_string(static_cast<std::int32_t>(changed))};
  }
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
