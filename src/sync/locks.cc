#include "sync/locks.h"

#include <algorithm>

namespace bridge::sync {

bool Scope::meets(const Scope& other) const {
  if (whole_ || other.whole_) return true;
  const bool fewer = members_.size() <= other.members_.size();
  const auto& few = fewer ? members_ : other.members_;
  const auto& many = fewer ? other.members_ : members_;
  return std::any_of(few.begin(), few.end(), [&](const auto& member) { return many.contains(member); });
}

Result<ResourceLocks::Hold> ResourceLocks::hold(const scim::ResourceId& id, SteadyTime deadline,
                                                Scope scope) {
  std::unique_lock lock(mutex_);
  Queue& queue = queues_[id];  // Stays where it is while anyone is in it.
  const auto turn = queue.emplace(queue.end(), std::move(scope));
  call_next(queue);
  if (turn->called.wait_until(lock, deadline, [&] { return turn->come; })) return Hold(*this, id, turn);
  leave(id, queue, turn);
  return unavailable("resource " + id.value + " is busy with other changes");
}

void ResourceLocks::release(const scim::ResourceId& id, Queue::iterator turn) {
  std::lock_guard lock(mutex_);
  leave(id, queues_.find(id)->second, turn);
}

void ResourceLocks::leave(const scim::ResourceId& id, Queue& queue, Queue::iterator turn) {
  queue.erase(turn);
  if (queue.empty())
    queues_.erase(id);
  else
    call_next(queue);
}

// Everybody's turn has come who meets nobody before them.
void ResourceLocks::call_next(Queue& queue) {
  for (auto turn = queue.begin(); turn != queue.end(); ++turn) {
    if (turn->come) continue;
    turn->come = std::none_of(queue.begin(), turn,
                              [&](const Turn& earlier) { return earlier.scope.meets(turn->scope); });
    if (turn->come) turn->called.notify_one();
  }
}

}  // namespace bridge::sync
