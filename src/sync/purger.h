#pragma once

#include "sync/context.h"

namespace bridge::sync {

// Removes what has had its time: the entries of people who were deleted long enough ago, where the mapping
// keeps them for a while, and rows of the audit trail. Any thread that holds no resource lock.
class Purger {
 public:
  explicit Purger(const Context& context) : context_(context) {}

  // Those that are due. Fails with `unavailable` when the directory is away; they are removed later.
  Status purge_due(SteadyTime deadline);

  // Cuts the old end off the audit trail, some rows at a time, until that instant.
  Status drop_old_audit(SteadyTime deadline);

 private:
  Status purge(const store::Retired& retired, SteadyTime deadline);

  const Context& context_;
};

}  // namespace bridge::sync
