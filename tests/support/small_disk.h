#pragma once

#include <string>

#include "support/temp_dir.h"

namespace bridge::testing {

// A file system of its own with little room, that only this process and its children see. Needs the right to
// mount. Made and used by the thread that starts the children.
class SmallDisk {
 public:
  explicit SmallDisk(long bytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Why there is none; empty when there is one.
  const std::string& problem() const { return problem_; }
  std::string operator/(const std::string& name) const { return dir_ / name; }

  void fill();       // Nothing is left.
  void make_room();  // All but what others wrote.

 private:
  TempDir dir_;
  std::string problem_;
};

}  // namespace bridge::testing
