#pragma once

#include "config/config.h"
#include "sync/guard.h"

namespace bridge::app {

inline sync::GuardLimits limits_of(const config::Config::Guard& guard) {
  return {.enabled = guard.enabled,
          .destruction = {guard.percent, guard.number},
          .disabling = {guard.disable_percent, guard.disable_number},
          .window = guard.window};
}

}  // namespace bridge::app
