#pragma once

#include <chrono>
#include <thread>

namespace bridge::testing {

// Looks again and again until `holds`, for at most 15 seconds.
template <class Condition>
bool eventually(Condition&& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(15);
  while (std::chrono::steady_clock::now() < deadline) {
    if (holds()) return true;
    std::this_thread::yield();
  }
  return false;
}

}  // namespace bridge::testing
