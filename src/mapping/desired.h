#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "ldap/entry.h"

namespace bridge::mapping {

// How a rule treats what the directory holds.
enum class Policy {
  enforce,   // What the rule says is what stands there.
  initial,   // Written when the entry is made, then left to others.
  if_empty,  // Written only where the directory has no value.
  merge,     // Our own values are added and taken away; those of others stay.
};

// What happens to a value that the directory refuses or that the mapping cannot use.
enum class OnInvalid {
  reject,  // The request fails.
  skip,    // It is left out and flagged.
  hold,    // The old value stays, and a flag asks a person.
};

// What the mapping could not do for this resource; never a reason to refuse it.
struct Issue {
  enum class Kind {
    unknown_reference,  // An id that no linked resource has; the value is left out until it arrives.
    unusable_value,     // A rule with on_invalid = "skip" or "hold" could not use the value.
  };
  Kind kind;
  ldap::AttributeName attribute;
  std::string subject;  // The id or the value.
  std::string detail;   // A sentence for people.

  bool operator==(const Issue&) const = default;
};

// Flags inside an integer attribute: set and cleared in whatever number stands there, never toggled.
struct Bits {
  std::uint32_t set = 0, clear = 0;

  bool operator==(const Bits&) const = default;
};

// How a password that the caller makes is spelled in LDAP.
enum class PasswordForm {
  plain,
  active_directory,  // base/characters.h: active_directory_password
};

// What the mapping makes of a resource. Member attributes of groups are not in it: they are rows, not a list.
struct Desired {
  ldap::Dn dn;
  ldap::Attributes attributes{};  // With objectClass; every list has at least one value.

  // What a rule owns for a resource in this state; owned but without values means: absent.
  std::set<ldap::AttributeName> owned{};
  std::vector<Issue> issues{};

  // What rules have no say about for now, though they may have had: not owned, and the values that stand
  // there stay, also our own. By absent = "keep" when there is no value, by on_invalid = "hold" when it is
  // unusable.
  std::set<ldap::AttributeName> kept{};

  // A part of `owned`, written only because the person is inactive, whatever the policy of a rule with that
  // name: the caller saves what stood there and restores it on enabling.
  std::set<ldap::AttributeName> overridden{};

  // Set or cleared only because the person is inactive; not in `owned`. On enabling the caller turns back
  // those that it turned, no others.
  std::map<ldap::AttributeName, Bits> bits{};

  // Gets a random password when the entry is made, and never again; stored nowhere. Not in `owned`.
  std::map<ldap::AttributeName, PasswordForm> generate{};
};

}  // namespace bridge::mapping
