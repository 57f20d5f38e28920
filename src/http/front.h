#pragma once

#include <chrono>

#include "base/network.h"
#include "http/reply.h"

namespace bridge::http {

// What is settled before anybody looks at a request.
struct FrontSettings {
  Networks trusted_proxies;      // Nobody else's X-Forwarded-For, -Proto and -Host count.
  Networks allow_from;           // Clients of other networks get 403. Empty: all may come.
  std::chrono::seconds hsts{0};  // For how long browsers shall remember to use TLS (RFC 6797); 0: not said.
};

// Replaces the address, the security and the host of a request that came over a trusted proxy by what that
// proxy says of its client: of X-Forwarded-For the last address that is not a trusted proxy's, because
// whoever is before it may have written the rest. A broken list leaves the last address that can be relied
// on. "Forwarded" (RFC 7239) never counts: a proxy that does not write it passes on what clients wrote.
void believe_proxy(const Networks& trusted_proxies, Request& request);

// A Handler in front of another.
Handler behind_front(FrontSettings settings, Handler inner);

}  // namespace bridge::http
