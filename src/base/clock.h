#pragma once

#include <chrono>
#include <string>

namespace bridge {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;
using SteadyTime = std::chrono::steady_clock::time_point;

// The only source of time; passed in, so that tests turn the hands. Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual WallTime now() const = 0;           // What people read and SCIM's meta says.
  virtual SteadyTime steady_now() const = 0;  // For deadlines; never jumps.
};

// The machine's own clock.
const Clock& system_clock();

// "2026-11-22T17:01:38.123Z": RFC 3339 in UTC with milliseconds, the form of SCIM's dateTime.
std::string to_rfc3339(WallTime time);

}  // namespace bridge
