#pragma once

#include <deque>
#include <map>
#include <optional>

#include "base/clock.h"
#include "scim/resource.h"

namespace bridge::sync {

// Whose entries were changed by other hands and are to be looked at, and when: each once however often it was
// changed, a moment later, so that what belongs together is seen together, and not again at once. One thread
// at a time.
class LiveQueue {
 public:
  static constexpr std::size_t kMost = 500;     // More are a matter for a pass.
  static constexpr std::size_t kMostGone = 50;  // The same of entries that go within a while.

  // False when there are too many, and then none is kept.
  bool put(const scim::ResourceId& id, bool gone, SteadyTime now);
  // Again later, as it could not be looked at.
  void postpone(const scim::ResourceId& id, SteadyTime until) { waiting_.try_emplace(id, until); }

  std::optional<SteadyTime> next_due() const;
  std::optional<scim::ResourceId> take(SteadyTime now);  // One that is due.
  // How long that took: who takes long has to rest long.
  void looked(const scim::ResourceId& id, std::chrono::nanoseconds took, SteadyTime now);

  void repaired(const scim::ResourceId& id, SteadyTime now);
  // Whether it was put right again and again of late: other hands mean it, and a pass is soon enough.
  bool is_contested(const scim::ResourceId& id, SteadyTime now);

  bool empty() const { return waiting_.empty(); }

 private:
  void forget_old(SteadyTime now);

  std::map<scim::ResourceId, SteadyTime> waiting_;  // And when each is due.
  std::deque<SteadyTime> gone_;
  std::map<scim::ResourceId, SteadyTime> resting_;
  std::map<scim::ResourceId, std::deque<SteadyTime>> repairs_;
};

}  // namespace bridge::sync
