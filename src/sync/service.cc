#include "sync/service.h"

#include "sync/presentation.h"

namespace bridge::sync {

Service::Service(const Context& context, Provisioner& provisioner, std::chrono::milliseconds request_timeout)
    : serving_{context, provisioner, request_timeout} {
  for (const auto type : {scim::ResourceType::user, scim::ResourceType::group}) add_resource_routes(type);
}

scim::Response Service::handle(const scim::Request& request) const {
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

}  // namespace bridge::sync
