#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/guarded.h"
#include "ldap/failure.h"

namespace bridge::app {

// Whether the directory takes changes, told by how the last ones went: a server that answers may be
// read-only, busy, or have taken our rights away. One entry that is denied to us is not that, and a change
// that was taken ends it; so does a while without any, since nobody may send one to a server that is not
// ready. Any thread.
class ChangeTrouble {
 public:
  // Why a change was not taken; nothing when it was, or when it was its own fault.
  void note(const ldap::Failure* failure, SteadyTime now);

  // For people; empty while changes are taken, as far as is known.
  std::string problem(SteadyTime now) const;

 private:
  struct Last {
    int in_a_row = 0;
    std::string why;
    SteadyTime at{};
  };
  mutable Guarded<Last> last_;
};

}  // namespace bridge::app
