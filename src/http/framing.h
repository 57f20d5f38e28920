#pragma once

#include <cstdint>

#include "http/limits.h"
#include "http/message.h"
#include "http/refusal.h"

namespace bridge::http {

// How a request goes on after its head.
struct Framing {
  enum class Body { none, sized, chunked };

  Body body = Body::none;
  std::uint64_t length = 0;  // Of a sized body, in bytes; never 0.
  bool keep_alive = true;    // The client wants to send more requests.
  bool expects_continue = false;

  bool operator==(const Framing&) const = default;
};

// Decides it from the headers (RFC 9112 sections 3.2, 6 and 9, RFC 9110 section 10.1.1). Whatever two readers
// could understand differently is refused: several lengths, a length beside chunks, another transfer coding
// than exactly "chunked", several or no Host, several Authorization.
Result<Framing, Refusal> frame(const Request& head, const Limits& limits);

}  // namespace bridge::http
