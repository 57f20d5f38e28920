#pragma once

#include "sync/endpoints.h"
#include "sync/router.h"

namespace bridge::sync {

// The SCIM service as a whole: a request in, a response out, no sockets. Any thread.
class Service {
 public:
  Service(const Context& context, Provisioner& provisioner, std::chrono::milliseconds request_timeout);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  // Never fails: every fault is a SCIM error response.
  scim::Response handle(const scim::Request& request) const;

 private:
  void add_resource_routes(scim::ResourceType type);

  Serving serving_;
  Router router_;
};

}  // namespace bridge::sync
