#pragma once

#include <chrono>

#include "scim/discovery.h"
#include "scim/exchange.h"
#include "scim/resource.h"
#include "sync/context.h"
#include "sync/provisioner.h"

namespace bridge::sync {

// What the endpoints work with; outlives them.
struct Serving {
  const Context& context;
  Provisioner& provisioner;
  std::chrono::milliseconds request_timeout;
  scim::Offer offer;  // What /ServiceProviderConfig promises and the endpoints keep.
};

// The SCIM endpoints (RFC 7644 section 3.2), a function each: a request in, a response out. Any thread.
using Answer = Result<scim::Response>;

// Reads, served from the state database alone (read_endpoints.cc).
Answer list_resources(const Serving& serving, scim::ResourceType type, const scim::Request& request);
Answer search_resources(const Serving& serving, scim::ResourceType type, const scim::Request& request);
Answer list_everything(const Serving& serving, const scim::Request& request);  // Users and groups at "/".
Answer search_everything(const Serving& serving, const scim::Request& request);
Answer get_resource(const Serving& serving, scim::ResourceType type, const scim::ResourceId& id,
                    const scim::Request& request);

// Discovery (RFC 7644 section 4; discovery_endpoints.cc). A filter is answered with 403.
Answer show_service_provider_config(const Serving& serving, const scim::Request& request);
Answer list_schemas(const scim::Request& request);
Answer get_schema(const scim::Request& request, const std::string& urn);
Answer list_resource_types(const scim::Request& request);
Answer get_resource_type(const scim::Request& request, const std::string& name);
Answer refuse_me(const scim::Request& request);

// Writes (write_endpoints.cc).
Answer create_resource(const Serving& serving, scim::ResourceType type, const scim::Request& request);
Answer replace_resource(const Serving& serving, scim::ResourceType type, const scim::ResourceId& id,
                        const scim::Request& request);
Answer patch_resource(const Serving& serving, scim::ResourceType type, const scim::ResourceId& id,
                      const scim::Request& request);
Answer remove_resource(const Serving& serving, scim::ResourceType type, const scim::ResourceId& id,
                       const scim::Request& request);

}  // namespace bridge::sync
