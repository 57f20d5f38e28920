#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>

namespace bridge::http {

class Slots;

struct GiveSlotBack {
  void operator()(Slots* slots) const noexcept;
};

// The right to hold one connection; given back when it goes. Must not outlive the Slots it came from.
using Slot = std::unique_ptr<Slots, GiveSlotBack>;

// Counts the connections of a server, up to a limit. Any thread.
class Slots {
 public:
  explicit Slots(std::size_t most) : most_(most) {}

  // Null when all are taken.
  Slot take() {
    std::lock_guard lock(mutex_);
    if (taken_ >= most_) return nullptr;
    ++taken_;
    return Slot(this);
  }

  // Waits until all slots are back; false when `patience` ends first.
  bool wait_until_free(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return taken_ == 0; });
  }

 private:
  friend struct GiveSlotBack;

  void give_back() {
    std::lock_guard lock(mutex_);
    --taken_;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t most_;
  std::size_t taken_ = 0;
};

inline void GiveSlotBack::operator()(Slots* slots) const noexcept { slots->give_back(); }

}  // namespace bridge::http
