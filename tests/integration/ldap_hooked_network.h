#pragma once

#include <string>

namespace bridge::testing {

// What this test program's getaddrinfo and getpeername do beside the real thing. Any thread.

// Looking up this host hangs until hung_lookups_return(). Nothing is asked of a name server.
inline constexpr const char* kHangingHost = "hangs.invalid";
void hung_lookups_return();
int hung_lookups();  // How many hang now.

// While it lives, every TCP connection seems to lead to 192.0.2.1.
class FarAway {
 public:
  FarAway();
  ~FarAway();
};

}  // namespace bridge::testing
