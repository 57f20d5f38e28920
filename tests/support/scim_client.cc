#include "support/scim_client.h"

#include <stdexcept>

#include "scim/json.h"

namespace bridge::testing {

using nlohmann::json;

ScimResponse ScimClient::send(const std::string& method, const std::string& path, const json& body) {
  std::string headers = "Authorization: Bearer " + token_ + "\r\n";
  if (!body.is_null()) headers += "Content-Type: application/scim+json; charset=utf-8\r\n";
  std::optional<HttpResponse> response;
  try {
    if (!connection_) {
      connection_.emplace(port_);
      if (transport_ == Transport::tls && !connection_->start_tls()) throw std::runtime_error("no TLS");
    }
    response = connection_->ask(
        http_request(method, "/scim/v2" + path, headers, body.is_null() ? "" : scim::to_text(body)));
  } catch (const std::runtime_error&) {
  }
  if (!response) {
    connection_.reset();
    return {};
  }
  if (response->header("Connection") == "close") connection_.reset();
  ScimResponse result{response->status, json(), response->header("Location"), response->header("ETag")};
  if (!response->body.empty()) {
    auto parsed = scim::parse_json(response->body);
    if (!parsed) throw std::runtime_error("not JSON: " + response->body);
    result.body = *parsed;
  }
  return result;
}

ScimResponse ScimClient::patch(const std::string& path, const json& operations) {
  return send("PATCH", path,
              {{"schemas", {"urn:ietf:params:scim:api:messages:2.0:PatchOp"}}, {"Operations", operations}});
}

ScimResponse ScimClient::filter(const std::string& endpoint, const std::string& filter) {
  return get(endpoint + "?filter=" + percent_encode(filter));
}

std::string percent_encode(std::string_view text) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || c == '-' || c == '.' || c == '_' || c == '~')
      encoded += c;
    else
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  return encoded;
}

}  // namespace bridge::testing
