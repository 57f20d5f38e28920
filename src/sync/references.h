#pragma once

#include "sync/context.h"
#include "sync/repair.h"

namespace bridge::sync {

// From here on the group's entry lists whom the state says and nobody else, whoever put them there; whoever
// next settles it compares. Fails with not_found when there is no such group.
Status list_exactly(store::Transaction& transaction, const scim::ResourceId& group);

// Keeps values that name other entries right when those are renamed, deleted, disabled or arrive: each such
// value is a dirty row that was written together with the change that caused it, and is brought to what the
// state says at the moment it is worked on, under the lock of the entry that holds it. Any thread that holds
// no resource lock.
class References {
 public:
  explicit References(const Context& context) : context_(context) {}

  // Works on the entries in which this resource's change left rows behind. Fails with `unavailable` when the
  // deadline or the directory stops it; the rows that are left are worked on later.
  Status settle_because_of(const scim::ResourceId& cause, SteadyTime deadline);
  // The same, and its own entry.
  Status settle_around(const scim::ResourceId& id, SteadyTime deadline);
  // The rows in which this resource's own entry holds the value.
  Status settle_in(const scim::ResourceId& entry, SteadyTime deadline);
  // All rows there are, oldest first; returns in how many entries some could not be settled.
  Result<int> settle_all(SteadyTime deadline);

 private:
  Status settle_some(const scim::ResourceId& entry, SteadyTime deadline);
  Result<bool> settle_in_scope(const scim::ResourceId& entry, const Scope& scope, SteadyTime deadline);
  Result<Written> write(const Repair& repair, bool alone, SteadyTime deadline);

  const Context& context_;
};

}  // namespace bridge::sync
