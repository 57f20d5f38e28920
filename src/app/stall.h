#pragma once

#include <string>

#include "base/clock.h"

namespace bridge::app {

// Notices how long something has not moved. One thread at a time.
class Stall {
 public:
  // `where` it is now; empty when it has nothing to do. Returns since when it is there.
  SteadyTime::duration look(const std::string& where, SteadyTime now) {
    if (where.empty() || where != where_) {
      where_ = where;
      since_ = now;
    }
    return now - since_;
  }

 private:
  std::string where_;
  SteadyTime since_{};
};

}  // namespace bridge::app
