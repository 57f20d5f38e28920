#pragma once

#include <sys/types.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace bridge::testing {

// Microseconds that all threads of a process have run, in the kernel too. Of threads that have ended nothing
// is known, so take it from programs that keep theirs.
inline double processor_time_of(pid_t pid) {
  double total = 0;
  for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
    double ran = 0;
    std::ifstream(task.path() / "schedstat") >> ran;
    total += ran;
  }
  return total / 1000;
}

// A line of /proc/PID/status in MiB: "VmRSS", or "VmHWM", the most there ever was.
inline double memory_of(pid_t pid, const std::string& what) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string name; status >> name; status.ignore(1000, '\n')) {
    double kib = 0;
    if (name == what + ":" && status >> kib) return kib / 1024;
  }
  return 0;
}

}  // namespace bridge::testing
