#pragma once

#include "scim/exchange.h"
#include "scim/listing.h"
#include "sync/context.h"
#include "sync/provisioner.h"

namespace bridge::sync {

// The SCIM endpoints (RFC 7644 section 3.2): a request in, a response out, no sockets. Reads are served from
// the state database alone. Any thread.
class Service {
 public:
  Service(const Context& context, Provisioner& provisioner, std::chrono::milliseconds request_timeout)
      : context_(context), provisioner_(provisioner), request_timeout_(request_timeout) {}

  // Never fails: every fault is a SCIM error response.
  scim::Response handle(const scim::Request& request);

 private:
  Result<scim::Response> collection(scim::ResourceType type, const scim::Request& request);
  Result<scim::Response> single(scim::ResourceType type, const scim::ResourceId& id,
                                const scim::Request& request);

  Result<scim::Response> create(scim::ResourceType type, const scim::Request& request);
  Result<scim::Response> list(scim::ResourceType type, const scim::Request& request);
  Result<scim::Response> get(scim::ResourceType type, const scim::ResourceId& id,
                             const scim::Request& request);
  Result<scim::Response> replace(scim::ResourceType type, const scim::ResourceId& id,
                                 const scim::Request& request);
  Result<scim::Response> patch(scim::ResourceType type, const scim::ResourceId& id,
                               const scim::Request& request);
  Result<scim::Response> remove(scim::ResourceType type, const scim::ResourceId& id,
                                const scim::Request& request);

  Requester requester(const scim::Request& request) const;

  const Context& context_;
  Provisioner& provisioner_;
  std::chrono::milliseconds request_timeout_;
};

}  // namespace bridge::sync
