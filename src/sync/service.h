#pragma once

#include "sync/endpoints.h"
#include "sync/router.h"

namespace bridge::sync {

// The SCIM service as a whole: a request in, a response out, no sockets. Any thread.
class Service {
 public:
  // How long a request may take, and the largest body that gets here.
  struct Limits {
    std::chrono::milliseconds request_timeout{20'000};
    std::size_t body_bytes = 1 << 20;
  };

  Service(const Context& context, Provisioner& provisioner, const Limits& limits);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Never fails: every fault is a SCIM error response.
  scim::Response handle(const scim::Request& request) const;

 private:
  void add_resource_routes(scim::ResourceType type);
  void add_root_routes();
  void add_discovery_routes();
  void add_bulk_route();

  Serving serving_;
  Router router_;
};

}  // namespace bridge::sync
