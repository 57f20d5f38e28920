#pragma once

#include <cerrno>
#include <chrono>
#include <string>
#include <vector>

#include "preload/fault_control.h"
#include "support/temp_dir.h"

namespace bridge::testing {

// Has a child process fail, or die, at calls that leave it for a disk or a socket, or mistake the time, on
// command and while it runs. Any thread.
class PreloadedFaults {
 public:
  PreloadedFaults();
  ~PreloadedFaults();
  PreloadedFaults(const PreloadedFaults&) = delete;
  PreloadedFaults& operator=(const PreloadedFaults&) = delete;

  // For the child's environment: "NAME=value".
  std::vector<std::string> environment() const;

  // From now on such calls to files with this in their paths fail, but for the first `spared`.
  void fail(std::int32_t kinds, int error, const std::string& name, int spared = 0);
  void heal();
  int failures() const { return control_->failed; }  // Since the last fail().

  // The child dies before its Nth call from now on; 0: it lives.
  void kill_at(std::int64_t call);
  std::int64_t calls() const { return control_->calls; }  // Since the last kill_at().

  // Around a cut of a file system from its disk (LoopDisk::cut_power). The kernel may report success of an
  // fsync that the cut surprises, though the change is gone; with the power gone, nobody would hear of it.
  void power(bool is_there) { control_->power_cut = is_there ? 0 : 1; }

  void shift_clock(std::chrono::seconds by) { control_->clock_shift = by.count(); }

 private:
  TempDir dir_;
  FaultControl* control_;
};

}  // namespace bridge::testing
