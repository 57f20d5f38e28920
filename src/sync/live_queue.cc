#include "sync/live_queue.h"

#include <algorithm>

namespace bridge::sync {
namespace {

constexpr std::chrono::milliseconds kMoment{200};
constexpr std::chrono::seconds kLongestRest{60};
constexpr std::size_t kMostRepairs = 5;  // Of one entry within …
constexpr std::chrono::minutes kWindow{10};

}  // namespace

bool LiveQueue::put(const scim::ResourceId& id, bool gone, SteadyTime now) {
  forget_old(now);
  SteadyTime due = now + kMoment;
  if (const auto resting = resting_.find(id); resting != resting_.end()) due = std::max(due, resting->second);
  waiting_.try_emplace(id, due);
  if (gone) gone_.push_back(now);
  if (waiting_.size() <= kMost && gone_.size() <= kMostGone) return true;
  waiting_.clear();
  return false;
}

std::optional<SteadyTime> LiveQueue::next_due() const {
  std::optional<SteadyTime> due;
  for (const auto& [id, at] : waiting_)
    if (!due || at < *due) due = at;
  return due;
}

std::optional<scim::ResourceId> LiveQueue::take(SteadyTime now) {
  const auto found =
      std::find_if(waiting_.begin(), waiting_.end(), [&](const auto& one) { return one.second <= now; });
  if (found == waiting_.end()) return std::nullopt;
  return waiting_.extract(found).key();
}

void LiveQueue::looked(const scim::ResourceId& id, std::chrono::nanoseconds took, SteadyTime now) {
  resting_[id] = now + std::min<std::chrono::nanoseconds>(10 * took, kLongestRest);
}

void LiveQueue::repaired(const scim::ResourceId& id, SteadyTime now) { repairs_[id].push_back(now); }

bool LiveQueue::is_contested(const scim::ResourceId& id, SteadyTime now) {
  forget_old(now);
  const auto found = repairs_.find(id);
  return found != repairs_.end() && found->second.size() >= kMostRepairs;
}

void LiveQueue::forget_old(SteadyTime now) {
  while (!gone_.empty() && gone_.front() + kWindow <= now) gone_.pop_front();
  std::erase_if(resting_, [&](const auto& one) { return one.second <= now; });
  for (auto& [id, times] : repairs_)
    while (!times.empty() && times.front() + kWindow <= now) times.pop_front();
  std::erase_if(repairs_, [](const auto& one) { return one.second.empty(); });
}

}  // namespace bridge::sync
