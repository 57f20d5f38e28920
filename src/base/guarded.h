#pragma once

#include <mutex>
#include <utility>

namespace bridge {

// A value that cannot be touched without its lock. Any thread.
//   auto size = table.with([](auto& rows) { return rows.size(); });
template <class T>
class Guarded {
 public:
  Guarded() = default;
  explicit Guarded(T value) : value_(std::move(value)) {}

  template <class Use>
  decltype(auto) with(Use&& use) {
    std::lock_guard lock(mutex_);
    return std::forward<Use>(use)(value_);
  }

 private:
  std::mutex mutex_;
  T value_;
};

}  // namespace bridge
