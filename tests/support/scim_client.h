#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "support/http_client.h"

namespace bridge::testing {

struct ScimResponse {
  int status = 0;  // 0: the connection ended without an answer.
  nlohmann::json body;
  std::optional<std::string> location;
  std::optional<std::string> etag;
};

// Speaks SCIM as a provisioning client does, over one kept connection that is made again when it breaks. One
// thread at a time.
class ScimClient {
 public:
  enum class Transport { plain, tls };
  ScimClient(int port, std::string token, Transport transport = Transport::plain)
      : port_(port), token_(std::move(token)), transport_(transport) {}

  // `path` below /scim/v2, encoded: "/Users?filter=…".
  ScimResponse send(const std::string& method, const std::string& path, const nlohmann::json& body = {});

  ScimResponse get(const std::string& path) { return send("GET", path); }
  ScimResponse post(const std::string& path, const nlohmann::json& body) { return send("POST", path, body); }
  ScimResponse patch(const std::string& path, const nlohmann::json& operations);  // Wrapped into a PatchOp.
  ScimResponse remove(const std::string& path) { return send("DELETE", path); }

  // Lists with a filter, encoded here.
  ScimResponse filter(const std::string& endpoint, const std::string& filter);

 private:
  int port_;
  std::string token_;
  Transport transport_;
  std::optional<HttpClient> connection_;
};

// Every byte but unreserved ones as %XX (RFC 3986).
std::string percent_encode(std::string_view text);

}  // namespace bridge::testing
