#pragma once

#include "sync/applier.h"
#include "sync/references.h"

namespace bridge::sync {

// The resource as it stands (or as it was, when its removal is held), changed in nothing but what these keep
// from its entry. Nothing when there is none.
std::optional<store::Intent> intent_to_release(const Holds& holds,
                                               const std::optional<scim::Resource>& resource);

// Carries out what was held and is approved, by the same way as a push, but that no guard is asked. What no
// longer applies is dropped; what cannot be done waits again, with the reason. Any thread that holds no
// resource lock.
class Approvals {
 public:
  explicit Approvals(const Context& context) : context_(context), applier_(context), references_(context) {}

  // Some of them, each in so much time; whether there may be more. Fails with `unavailable` when time or the
  // directory stops it.
  Result<bool> carry_out_some(std::chrono::milliseconds patience);

 private:
  Status carry_out(const scim::ResourceId& id, SteadyTime deadline);
  Status carry_out_held(const scim::ResourceId& id, SteadyTime deadline);
  Status carry_out(store::Intent intent, const Holds& approved, SteadyTime deadline);
  Status purge(const store::Held& removal);

  const Context& context_;
  Applier applier_;
  References references_;
};

}  // namespace bridge::sync
