#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "http/authentication.h"
#include "http/message.h"
#include "http/reply.h"
#include "http/worker_pool.h"
#include "scim/exchange.h"

namespace bridge::http {

// The SCIM service itself. Runs in the worker pool and may block.
using Application = std::function<scim::Response(const scim::Request&)>;

// From HTTP to SCIM and back (RFC 7644 section 3): finds the path below "/scim/v2" or "/scim", checks the
// bearer token (RFC 6750) before anybody sees the request, decodes the target, runs the application in the
// pool, turns every failure into a SCIM error, and writes one access line per request. Decides nothing else.
// Copies share their state. Any thread.
class Gateway {
 public:
  struct Settings {
    std::string external_url;  // "https://host/scim/v2" as clients know it; empty: made from the Host header.
    int retry_after = 5;       // Seconds, for clients that come when the pool is full.
    const Clock& clock = system_clock();
    std::chrono::milliseconds patience{20'000};  // Who has waited longer for a worker is not worked for.
  };

  // `pool` must outlive the gateway.
  Gateway(Settings settings, Application application, Authenticate authenticate, WorkerPool& pool);

  // A Handler. Answers through `reply`, from this thread or from one of the pool's.
  void operator()(Request&& request, Reply reply) const;

 private:
  struct Core;

  std::shared_ptr<const Core> core_;
};

}  // namespace bridge::http
