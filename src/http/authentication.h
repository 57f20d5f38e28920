#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "scim/rights.h"

namespace bridge::http {

// Who asks, and what they may do.
struct Principal {
  std::string client;
  scim::Rights rights = scim::Rights::read_users;

  bool operator==(const Principal&) const = default;
};

// What a request shows for itself. Views into the request.
struct Evidence {
  std::optional<std::string_view> bearer_token;
  std::string_view remote;      // The client's address in numbers, or "unix".
  std::string_view request_id;  // For the log.
};

// Nobody was let in. The client learns no more than this; the log tells why.
struct Denial {
  int status = 401;     // 429: this address fails too often. 503: it cannot be told now.
  int retry_after = 0;  // Seconds; 0 makes no header.

  bool operator==(const Denial&) const = default;
};

// Runs on a reactor thread and must not block.
using Authenticate = std::function<Result<Principal, Denial>(const Evidence&)>;

Evidence evidence_of(const Request& request);

// The answers RFC 6750 section 3 asks for: the challenge names an error only when credentials were shown.
Response denied(const Evidence& evidence, const Denial& denial);
Header insufficient_rights();  // Goes with a 403 for want of rights.

}  // namespace bridge::http
