#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "store/transaction.h"

namespace bridge::sync {

using Destruction = store::Held::Kind;

std::string_view name_of(
    Destruction kind);  // "delete", "disable", "member_removal", "rename", "clear", "value"

// How much may be destroyed within a window of time before a person is asked. A limit is passed when both its
// numbers are.
struct GuardLimits {
  struct Limit {
    long percent;
    long number;
  };
  bool enabled = true;
  Limit destruction{10, 50};
  Limit disabling{20, 200};
  std::chrono::milliseconds window = std::chrono::hours(1);

  const Limit& limit(Destruction kind) const {
    return kind == Destruction::disable ? disabling : destruction;
  }
};

// What has passed of one kind, and what that is a part of.
struct GuardLoad {
  long passed = 0;      // Within the window, or by the pass that asks.
  long population = 0;  // People, groups or memberships that are there now.
};

// Why `wanted` changes more of this kind are too many, as a sentence for people; nothing when they may pass.
// All of them pass or none. Pure.
std::optional<std::string> objection(const GuardLimits& limits, Destruction kind, scim::ResourceType type,
                                     const GuardLoad& load, long wanted);

// The same beside what has passed within the window until now; counts them when they may pass. Transactions
// come one after the other, so those who ask at a time cannot slip past together.
Result<std::optional<std::string>> ask_guard(store::Transaction& transaction, const GuardLimits& limits,
                                             Destruction kind, scim::ResourceType type, long wanted,
                                             WallTime now);

// Those who passed at `then` have not happened after all.
Status give_back(store::Transaction& transaction, const GuardLimits& limits, Destruction kind,
                 scim::ResourceType type, long number, WallTime then);

}  // namespace bridge::sync
