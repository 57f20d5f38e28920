#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "mapping/mapping.h"
#include "store/transaction.h"
#include "sync/guard.h"

// What clients were told is done, and the directory does not hear of until a person decides.

namespace bridge::sync {

inline constexpr char kHeld[] = "held";  // The flag; its subject is the kind.

// What of one resource waits or was rejected.
using Holds = std::vector<store::Held>;

const store::Held* find_hold(const Holds& holds, Destruction kind, std::string_view subject = {});

// A resource's entry as a rule file makes it, and as it shall be for now: what is held stays as it is.
struct Outlook {
  mapping::Desired wished;
  mapping::Desired now;
  bool active = true;  // The entry is to let the person in.
  Holds holds;  // Those that still apply; a resource that wants nothing of the kind has outlived its own.
};

// Fails as Mapping::translate does. `link` is null while there is no entry.
Result<Outlook> look_ahead(const mapping::Mapping& mapping, const scim::Resource& resource,
                           const Secret* password, const mapping::DnOf& dn_of, const mapping::Chosen& chosen,
                           const Holds& holds, const store::Link* link);

// Leaves out of an entry what is held of its name and attributes.
void hold_back(mapping::Desired& entry, const Holds& holds, const store::Link* link);

// By what somebody is recognised whose removal waits when they are created again: like person_of, or else by
// the anchor; empty when by nothing.
std::string known_by(const mapping::Mapping& mapping, const scim::Resource& resource,
                     const mapping::Desired& entry);

// Makes it wait: remembered, flagged, logged.
Status hold(store::Transaction& transaction, const store::Held& held);

// What a person decides. Approved means that it may be done now: removals of members are left as dirty rows,
// all else is carried out by Approvals. Rejected stays as it is until a client pushes it again.
Status approve(store::Transaction& transaction, const store::ListingRules& listing, const store::Held& held);
Status reject(store::Transaction& transaction, const store::Held& held);
// It could not be done: it waits again, and says why.
Status wait_again(store::Transaction& transaction, const store::Held& held, const std::string& why);

// Ends that, logged with the reason ("approved", "superseded"); the flag goes with the last of its kind.
Status release(store::Transaction& transaction, const store::Held& held, std::string_view by);

}  // namespace bridge::sync
