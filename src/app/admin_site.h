#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/observer.h"
#include "http/reply.h"
#include "http/worker_pool.h"

namespace bridge::app {

// Whom somebody who knows the admin token wants to see on /status.
struct PersonQuestion {
  std::string token;
  std::string name;
};

// Where the second listener's answers come from. `checks` must not block; the others may.
struct AdminSources {
  std::function<std::vector<Check>()> checks;
  std::function<void()>
      refresh;  // Called after them, so that the next answer is no older than the last question.
  std::function<Result<std::string>()> metrics;                                           // Prometheus text.
  std::function<Result<std::string>(const std::optional<PersonQuestion>& asked)> status;  // HTML.
};

// The second listener's handler: /healthz says that the process lives, /readyz whether it can do its work,
// with the reasons why not; /metrics and /status are made in `workers`, which must outlive it. Read-only.
// What is not health is shown only to those who call this server by an address or "localhost": a page from
// elsewhere that had its own name point here (DNS rebinding) sees nothing.
http::Handler admin_handler(AdminSources sources, http::WorkerPool& workers);

// Whether a Host header names an address, or localhost.
bool is_own_host(std::string_view host);

}  // namespace bridge::app
