#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/guarded.h"

namespace bridge::app {

// What clients did lately, in memory: who was seen when, and how many pushes each minute brought. Begins anew
// with the process. Any thread.
class Traffic {
 public:
  static constexpr int kMinutes = 24 * 60;  // How far it looks back.

  struct Pushes {
    unsigned done = 0;     // 2xx
    unsigned refused = 0;  // 4xx
    unsigned failed = 0;   // 5xx: not now, or a fault of ours.
  };

  // One answered request of a signed-in client. What only reads is no push, but shows that the client is
  // there.
  void note(const std::string& client, std::string_view method, int status, WallTime now);

  // The minutes up to `now`, the oldest first, `each` of them taken together.
  std::vector<Pushes> history(WallTime now, int each) const;

  std::map<std::string, WallTime> clients() const;  // When each was last seen.

 private:
  struct Minute {
    std::int64_t number = -1;  // Since the epoch; a place in the ring is used again a day later.
    Pushes pushes;
  };
  struct State {
    std::array<Minute, kMinutes> ring;
    std::map<std::string, WallTime> clients;
  };
  mutable Guarded<State> state_;
};

}  // namespace bridge::app
