#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "mapping/mapping.h"
#include "store/records.h"
#include "store/store.h"
#include "sync/context.h"
#include "sync/held.h"
#include "sync/membership.h"

namespace bridge::sync {

// So much of one kind is destroyed.
struct Loss {
  Destruction kind;
  long number = 1;
};

// One change of one resource, thought through before anything is written: what the journal says, what the
// entry is and shall be, and what else is to be remembered.
struct Change {
  store::Intent intent;
  std::optional<store::Link> link;         // Where the entry is, if it has one.
  std::optional<mapping::Desired> before;  // What we believe the entry holds.
  ldap::Attributes saved;                  // What stood there before disabling wrote over it.
  std::optional<mapping::Desired> after;  // What it shall hold; for a removal: what it holds if it must stay.
  std::optional<scim::ResourceId> returns;  // A create of somebody whose entry was kept: under which id.
  MemberPlan members;
  std::vector<DnLookup::Used> used;  // DNs written into the entry, to be checked at the end.
  bool cautious = false;             // Memory may be old (sync/safe_mode.h).
  bool shared = false;               // Others may change other members of this group meanwhile.
  bool look = false;                 // Nothing is believed of what the entry holds.
  bool compare = false;              // All members were named: those put there by other hands go.
  bool active_before = true;         // The entry lets the person in…
  bool active_after = true;          // … and shall do so.
  std::vector<Loss> losses;          // What the directory loses by it.
  // What of the entry itself waits for a person now, and shall wait afterwards. Members are in `members`.
  Holds held, holds;
  // Names that belong to what is held: nobody else shall come to them meanwhile.
  std::vector<store::Name> spare_before, spare_after;
  std::optional<store::Held> takes_over;  // A create of somebody whose removal waits: they stay.
  bool approved = false;                  // A person has decided: no guard is asked.

  const scim::ResourceId& id() const { return intent.resource().id; }
  scim::ResourceType type() const { return intent.resource().type; }
  bool restores() const;   // The resource stays as it is; the entry is made to agree with it.
  bool locks_out() const;  // It makes an active person inactive.
  bool keeps_entry() const { return find_hold(holds, Destruction::remove) != nullptr; }  // Of a removal.
  bool changes_overrides()
      const;                 // What stands in the entry only because somebody is disabled comes or goes.
  bool makes_entry() const;  // There was none before.
  // What the entry holds cannot be told from what clients said.
  bool must_look() const { return returns || (!held.empty() && !intent.only_members()); }
  bool has_entry_after(const mapping::MemberRules& rules) const;  // False for a group that waits for members.
};

// Fails with invalid_input when the mapping cannot make an entry of the resource, or as the reader does.
// `password` is null when the request carries none. Run it under the resource's lock.
Result<Change> think_through(const Context& context, store::Intent intent, const Secret* password);
Result<Change> think_through(const store::Reader& reader, const mapping::Mapping& mapping,
                             store::Intent intent, const Secret* password, WallTime now);

// The names a resource holds while it is in this state: its own, and of its entry the DN and the anchor.
// `entry` is null when it has none.
std::vector<store::Name> names_of(const scim::Resource& resource, const std::string& dn,
                                  const mapping::Mapping& mapping, const mapping::Desired* entry);
// Those of the entry alone.
std::vector<store::Name> names_of_entry(scim::ResourceType type, const std::string& dn,
                                        const mapping::Mapping& mapping, const mapping::Desired* entry);

}  // namespace bridge::sync
