#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

#include "sync/applier.h"
#include "sync/approvals.h"
#include "sync/context.h"
#include "sync/purger.h"
#include "sync/references.h"

namespace bridge::sync {

// Ends what was begun and not finished: intents left open by a crash, by a directory that went away or by a
// deadline, the references that could not be put right in time, and what a person has approved since. Any
// thread may call; run() works in a thread of its own.
class Settler {
 public:
  explicit Settler(const Context& context)
      : context_(context), applier_(context), references_(context), approvals_(context), purger_(context) {}
  ~Settler();

  // Ends what a crash left open, for so long at most, so that reads show it at once; start() sees to the
  // rest.
  void settle_before_start(std::chrono::milliseconds patience);
  void start();
  void wake();

  // One round of what its thread does; false when something is left.
  bool settle_all();

  // Ends the open intents of this resource, if it has any, before something new is begun. The caller holds
  // the resource's whole lock. Fails with `unavailable` when they cannot be ended now.
  Status settle_held(const scim::ResourceId& id, SteadyTime deadline);
  // Whether who holds the lock for some members need not wait for that: open intents are of other members.
  Result<bool> may_pass(const scim::ResourceId& id, const Scope& scope) const;
  // The same for a resource whose lock nobody of this thread holds.
  Status settle(const scim::ResourceId& id, SteadyTime deadline);

 private:
  Status settle_held(store::Intent intent, SteadyTime deadline);
  void run(std::stop_token stop);

  const Context& context_;
  Applier applier_;
  References references_;
  Approvals approvals_;
  Purger purger_;
  std::mutex mutex_;
  std::condition_variable_any woken_;
  bool awake_ = true;  // There may be work from before the last stop.
  std::jthread thread_;
};

}  // namespace bridge::sync
