#pragma once

#include <string>

#include "base/result.h"
#include "http/message.h"

namespace bridge::http {

// Why a message is not even a request: it is answered once and the connection is closed, because what follows
// on it cannot be trusted to be where a request begins (RFC 9112 section 11.2).
struct Refusal {
  int status = 400;
  std::string detail;

  bool operator==(const Refusal&) const = default;
};

using Verdict = Result<Done, Refusal>;

// An error response as SCIM wants it (RFC 7644 section 3.12).
Response scim_error(int status, std::string_view detail);

}  // namespace bridge::http
