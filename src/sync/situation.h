#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "ldap/entry.h"
#include "scim/resource.h"

namespace bridge::sync {

// How a resource and an entry stand to each other.
enum class Situation {
  in_sync,
  drifted,    // An attribute or the member list is not what it shall be.
  missing,    // The entry is gone.
  moved,      // It bears another name or stands elsewhere.
  replaced,   // Another entry stands in its place and carries the anchor.
  occupied,   // Another entry stands in its place and is not ours.
  ambiguous,  // Several entries carry the anchor.
  returned,   // The entry of a deleted resource is back.
  foreign,    // No resource explains the entry.
  refused,    // The directory does not take what is to be done.
};
inline constexpr int kSituations = 10;

std::string_view name_of(Situation situation);

// What is done to entries that people should think about twice.
struct Toll {
  long removals = 0;  // Entries.
  long disables = 0;  // People who are locked out.
  long member_removals = 0;
  long renames = 0;  // And moves.
  long clears = 0;   // Attributes that lose values and get none.

  bool any() const { return removals + disables + member_removals + renames + clears > 0; }
  Toll& operator+=(const Toll& other);
};

// What a pass found out about one resource or entry, and what it did or would do.
struct Finding {
  Situation situation = Situation::in_sync;
  scim::ResourceType type = scim::ResourceType::user;
  scim::ResourceId id;  // Empty for an entry that belongs to nobody.
  std::string who;      // userName or displayName.
  ldap::Dn dn;
  std::string why;   // For people: which attributes by which rule, or what is in the way.
  std::string ldif;  // Change records; passwords left out.
  Toll toll;
  bool done = false;     // It was done; else it would be.
  bool relinks = false;  // We only have to remember where the entry is.
  bool held = false;     // Some of it waits for a person.
  bool denied = false;   // We lack a right to do it.
  ldap::Dn from{};       // Where we believe the entry to be; empty when it is new.
  // Of a person: how groups list them now, and how they will when that becomes another way.
  ldap::Attributes listed_before{}, listed_after{};
};

using OnFinding = std::function<void(const Finding&)>;

}  // namespace bridge::sync
