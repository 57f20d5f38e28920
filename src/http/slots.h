#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

namespace bridge::http {

class Slots;

struct GiveSlotBack {
  std::string address{};  // Whose it is; empty as long as nobody's.

  void operator()(Slots* slots) const noexcept;
};

// The right to hold one connection; given back when it goes. Must not outlive the Slots it came from.
using Slot = std::unique_ptr<Slots, GiveSlotBack>;

// Counts the connections of a server, and of each address, up to limits. Any thread.
class Slots {
 public:
  enum class Claim { granted, refused, refused_again };

  explicit Slots(std::size_t most, std::size_t most_of_one = SIZE_MAX)
      : most_(most), most_of_one_(most_of_one) {}

  // Null when all are taken.
  Slot take() {
    std::lock_guard lock(mutex_);
    if (taken_ >= most_) return nullptr;
    ++taken_;
    return Slot(this);
  }

  // Says whose connection it is. Refused when that address has too many; "again" when that was said before
  // and it has not left since.
  Claim claim(Slot& slot, const std::string& address) {
    std::lock_guard lock(mutex_);
    Share& share = shares_[address];
    if (share.taken >= most_of_one_)
      return std::exchange(share.told, true) ? Claim::refused_again : Claim::refused;
    ++share.taken;
    slot.get_deleter().address = address;
    return Claim::granted;
  }

  // Waits until all slots are back; false when `patience` ends first.
  bool wait_until_free(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, patience, [this] { return taken_ == 0; });
  }

 private:
  friend struct GiveSlotBack;

  struct Share {
    std::size_t taken = 0;
    bool told = false;  // That there were too many.
  };

  void give_back(const std::string& address) {
    std::lock_guard lock(mutex_);
    --taken_;
    if (const auto share = shares_.find(address); share != shares_.end() && --share->second.taken == 0)
      shares_.erase(share);
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t most_;
  std::size_t most_of_one_;
  std::size_t taken_ = 0;
  std::unordered_map<std::string, Share> shares_;  // Of addresses that have connections.
};

inline void GiveSlotBack::operator()(Slots* slots) const noexcept { slots->give_back(address); }

}  // namespace bridge::http
