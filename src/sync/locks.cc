#include "sync/locks.h"

namespace bridge::sync {

Result<ResourceLocks::Hold> ResourceLocks::hold(const scim::ResourceId& id, SteadyTime deadline) {
  std::unique_lock lock(mutex_);
  Queue& queue = queues_[id];  // Stays where it is while anyone is interested.
  ++queue.interested;
  if (queue.freed.wait_until(lock, deadline, [&] { return !queue.held; })) {
    queue.held = true;
    return Hold(*this, id);
  }
  if (--queue.interested == 0) queues_.erase(id);
  return unavailable("resource " + id.value + " is busy with other changes");
}

void ResourceLocks::release(const scim::ResourceId& id) {
  std::lock_guard lock(mutex_);
  const auto found = queues_.find(id);
  Queue& queue = found->second;
  queue.held = false;
  if (--queue.interested == 0)
    queues_.erase(found);
  else
    queue.freed.notify_one();
}

}  // namespace bridge::sync
