#pragma once

#include <string>

#include "base/clock.h"
#include "http/message.h"

namespace bridge::http {

// What the exchange adds to a response.
struct Delivery {
  std::string request_id;
  WallTime now;
  bool to_head = false;   // The request was a HEAD.
  bool close = false;     // The connection ends after this response.
  int minor_version = 1;  // Of the request.
};

// The bytes of a response (RFC 9110 section 6.6.1 Date, 8.6 Content-Length, 9.3.2 HEAD; RFC 9112 section 9
// Connection). No header value can end its line: control characters are left out. When more of the body is to
// come it goes in chunks (RFC 9112 section 7.1), to an HTTP/1.0 client bare: its connection must close then.
std::string serialize(const Response& response, const Delivery& delivery);

// The bytes of a piece of such a body, for a request of that minor version.
std::string serialize(const Piece& piece, int minor_version);

// "Sun, 22 Nov 2026 17:01:38 GMT" (RFC 9110 section 5.6.7).
std::string http_date(WallTime time);

}  // namespace bridge::http
