#pragma once

#include "sync/restorer.h"

namespace bridge::sync {

// Entries of ours that stand in each other's places: two people who bear each other's names, or a ring of
// more. One of them steps aside under a name of its own, and then each takes its place. Should that be cut
// off, an entry that stepped aside is one that was moved. Any thread that holds no resource lock.
class Untangler {
 public:
  Untangler(const Context& context, Restorer& restorer) : context_(context), restorer_(restorer) {}

  // Whose entry stands where that of this finding shall, and shall stand elsewhere itself; nobody when it is
  // in its right place or none of ours.
  Result<std::optional<scim::ResourceId>> who_is_in_the_way(const Finding& occupied,
                                                            const Restorer::Order& order);

  // Brings the resource's entry to its place, and those that are in the way to theirs. Fails as Restorer
  // does.
  Result<Finding> untangle(const Finding& occupied, const Restorer::Order& order);

 private:
  Result<Finding> take_place(const scim::ResourceId& id, const Restorer::Order& order, int depth);
  Status step_aside(const scim::ResourceId& id, scim::ResourceType type, const Restorer::Order& order);

  const Context& context_;
  Restorer& restorer_;
};

}  // namespace bridge::sync
