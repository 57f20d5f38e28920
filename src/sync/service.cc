#include "sync/service.h"

#include "scim/bulk.h"
#include "sync/bulk.h"
#include "sync/presentation.h"

namespace bridge::sync {

namespace {

constexpr std::chrono::seconds kCursorLife{3600};
constexpr int kBulkTimes = 5;

Error beyond_rights(const scim::Request& request) {
  return {Error::Code::denied, "client '" + request.client + "' may not do this; its rights are '" +
                                   std::string(scim::name_of(request.rights)) + "'"};
}

}  // namespace

Service::Service(const Context& context, Provisioner& provisioner, const Limits& limits)
    : serving_{context,
               provisioner,
               limits.request_timeout,
               {scim::kMostBulkOperations, limits.body_bytes, kCursorLife}} {
  for (const auto type : {scim::ResourceType::user, scim::ResourceType::group}) add_resource_routes(type);
  add_root_routes();
  add_discovery_routes();
  add_bulk_route();
}

scim::Response Service::handle(const scim::Request& request) const {
  if (!scim::may(request.rights, request)) return respond_with(beyond_rights(request));
  auto answer = router_.answer(request);
  return answer ? std::move(*answer) : respond_with(answer.error());
}

void Service::add_resource_routes(scim::ResourceType type) {
  const std::string collection(endpoint_of(type));
  const auto on_collection = [&](const char* method, auto endpoint) {
    router_.add(collection, method, [this, type, endpoint](const scim::Request& request, const std::string&) {
      return endpoint(serving_, type, request);
    });
  };
  router_.add(collection + "/.search", "POST",
              [this, type](const scim::Request& request, const std::string&) {
                return search_resources(serving_, type, request);
              });
  const auto on_resource = [&](const char* method, auto endpoint) {
    router_.add(collection + "/*", method,
                [this, type, endpoint](const scim::Request& request, const std::string& name) {
                  return endpoint(serving_, type, scim::ResourceId{name}, request);
                });
  };
  on_collection("GET", list_resources);
  on_collection("POST", create_resource);
  on_resource("GET", get_resource);
  on_resource("PUT", replace_resource);
  on_resource("PATCH", patch_resource);
  on_resource("DELETE", remove_resource);
}

void Service::add_root_routes() {
  router_.add("", "GET", [this](const scim::Request& request, const std::string&) {
    return list_everything(serving_, request);
  });
  router_.add(".search", "POST", [this](const scim::Request& request, const std::string&) {
    return search_everything(serving_, request);
  });
}

// "serviceConfiguration" is what Microsoft's own test collection asks for.
void Service::add_discovery_routes() {
  for (const char* name : {"ServiceProviderConfig", "ServiceConfiguration"})
    router_.add(name, "GET", [this](const scim::Request& request, const std::string&) {
      return show_service_provider_config(serving_, request);
    });
  const auto add = [&](const char* pattern, auto endpoint) {
    router_.add(pattern, "GET",
                [endpoint](const scim::Request& request, const std::string&) { return endpoint(request); });
  };
  add("Schemas", list_schemas);
  add("ResourceTypes", list_resource_types);
  router_.add("Schemas/*", "GET", get_schema);
  router_.add("ResourceTypes/*", "GET", get_resource_type);
  for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"})
    router_.add("Me", method,
                [](const scim::Request& request, const std::string&) { return refuse_me(request); });
}

// A bulk request is given several times what one request may take: it holds a worker for so long at most.
void Service::add_bulk_route() {
  router_.add("Bulk", "POST", [this](const scim::Request& request, const std::string&) {
    const Clock& clock = serving_.context.clock;
    return perform_bulk([this](const scim::Request& one) { return handle(one); }, request, clock,
                        clock.steady_now() + kBulkTimes * serving_.request_timeout);
  });
}

}  // namespace bridge::sync
