#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/records.h"

namespace bridge::app {

// One reconciliation pass, for people and for metrics.
struct PassSummary {
  WallTime begun;
  std::optional<WallTime> ended;  // Nothing: it runs, or was cut off.
  std::chrono::milliseconds took{0};
  std::string mode;                                 // "repair", "report"
  std::string asked_by;                             // "schedule", "operator"
  std::string stopped;                              // Why it did not come to its end; empty when it did.
  long left = 0;                                    // Differences that it found and that are still there.
  std::vector<std::pair<std::string, long>> found;  // By situation.
};

// What the state remembers of a pass. What cannot be read of it is left out.
PassSummary summarise(const store::PassRecord& record);

}  // namespace bridge::app
