#pragma once

#include "sync/context.h"

namespace bridge::sync {

// Removes the entries of people who were deleted long enough ago, where the mapping keeps them for a time.
// Any thread that holds no resource lock.
class Purger {
 public:
  explicit Purger(const Context& context) : context_(context) {}

  // Those that are due. Fails with `unavailable` when the directory is away; they are removed later.
  Status purge_due(SteadyTime deadline);

 private:
  Status purge(const store::Retired& retired, SteadyTime deadline);

  const Context& context_;
};

}  // namespace bridge::sync
