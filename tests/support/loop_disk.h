#pragma once

#include <string>

#include "support/temp_dir.h"

namespace bridge::testing {

// An ext4 file system in a file, that only this process and its children see, and that can be cut off from
// what it would still write. Needs root. Made and used by the thread that starts the children.
class LoopDisk {
 public:
  LoopDisk();
  ~LoopDisk();
  LoopDisk(const LoopDisk&) = delete;
  LoopDisk& operator=(const LoopDisk&) = delete;

  // Why there is none; empty when there is one.
  const std::string& problem() const { return problem_; }
  std::string operator/(const std::string& name) const { return dir_ / ("mounted/" + name); }

  void cut_power();     // Nothing is written any more, not even what was handed to the system. Throws.
  void find_a_fault();  // From then on the file system is read-only. Throws.
  void mount_again();   // As after a restart of the machine; nobody may use it meanwhile. Throws.

 private:
  std::string mount_point() const { return dir_ / "mounted"; }
  std::string make() const;
  void mount() const;

  TempDir dir_;
  std::string problem_;
};

}  // namespace bridge::testing
