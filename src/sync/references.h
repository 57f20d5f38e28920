#pragma once

#include "sync/context.h"

namespace bridge::sync {

// Keeps values that name other entries right when those are renamed, deleted or arrive: each such value is a
// dirty row that was written together with the change that caused it, and is brought to what the state says
// at the moment it is worked on, under the lock of the entry that holds it. Any thread that holds no resource
// lock.
class References {
 public:
  explicit References(const Context& context) : context_(context) {}

  // Works on the rows that this resource's change left behind. Fails with `unavailable` when the deadline or
  // the directory stops it; the rows that are left are worked on later.
  Status settle_because_of(const scim::ResourceId& subject, SteadyTime deadline);
  // The rows in which this resource's own entry holds the value.
  Status settle_in(const scim::ResourceId& entry, SteadyTime deadline);
  // All rows there are, oldest first; returns how many could not be settled.
  Result<int> settle_all(SteadyTime deadline);

 private:
  Status settle(const std::vector<store::Dirty>& rows, SteadyTime deadline);
  Status settle(const store::Dirty& row, SteadyTime deadline);

  const Context& context_;
};

}  // namespace bridge::sync
