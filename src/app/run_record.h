#pragma once

#include "app/metrics.h"
#include "app/traffic.h"
#include "base/clock.h"

namespace bridge::app {

// What is remembered of a run of the program, across reloads; in memory only. Any thread.
struct RunRecord {
  Metrics metrics;
  Traffic traffic;
  const WallTime started = system_clock().now();
};

}  // namespace bridge::app
