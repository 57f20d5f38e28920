#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "scim/json.h"
#include "sync/service.h"
#include "unit/sync/engine.h"

namespace bridge::testing {

// The SCIM service over the whole engine: requests in, responses out, no sockets.
class TestService {
 public:
  explicit TestService(Engine& engine) : service_(engine.context, engine.provisioner, {}) {}

  scim::Response send(const std::string& method, std::vector<std::string> path,
                      const nlohmann::json& body = {}, const std::string& if_match = "",
                      const std::string& if_none_match = "") {
    scim::Request request;
    request.method = method;
    request.path = std::move(path);
    if (!body.is_null()) request.body = scim::to_text(body);
    request.if_match = if_match;
    request.if_none_match = if_none_match;
    request.base_url = "https://x/scim/v2";
    request.client = "test";
    request.id = "request-1";
    return service_.handle(request);
  }

  // The whole body; nothing when it breaks off.
  static std::optional<std::string> body_of(const scim::Response& response) {
    std::string text = response.body;
    for (bool last = !response.more; !last;) {
      auto piece = response.more();
      if (!piece) return std::nullopt;
      text += piece->text;
      last = piece->is_last;
    }
    return text;
  }

  static nlohmann::json json_of(const scim::Response& response) {
    auto parsed = scim::parse_json(body_of(response).value_or(""));
    return parsed ? *parsed : nlohmann::json();
  }

 private:
  sync::Service service_;
};

}  // namespace bridge::testing
