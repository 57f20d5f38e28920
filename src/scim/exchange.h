#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "scim/rights.h"

namespace bridge::scim {

// One SCIM request (RFC 7644 section 3) after authentication and percent-decoding, free of HTTP's framing.
struct Request {
  std::string method;  // "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"
  std::vector<std::string>
      path;  // Segments below the SCIM base, decoded, empty ones left out: {"Users", "2819c223"}
  std::vector<std::pair<std::string, std::string>> query;  // Decoded, in the order sent.
  std::string body;
  std::string if_match;         // The header's raw value, or empty.
  std::string if_none_match;    // The same.
  std::string base_url;         // "https://host/scim/v2", without a slash at the end.
  std::string client;           // Who asks, as its credential says.
  Rights rights = Rights::all;  // What that client may do.
  std::string id;               // Request id, for logs and the audit trail.

  // The first parameter of that name (compared without case), or nothing.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

// A part of a body that is made while the client takes it.
struct Piece {
  std::string text;
  bool is_last = false;
};

// Makes the next piece. May block on the state database, for no longer than a piece takes. When it fails the
// body ends broken off. One thread at a time, not after the last piece or a failure.
using MorePieces = std::function<Result<Piece>()>;

// What goes back. The body is JSON or empty; its media type is always application/scim+json.
struct Response {
  int status = 200;
  std::string body;
  std::string location;  // Empty fields make no header.
  std::string etag;
  std::string allow;
  int retry_after = 0;        // Seconds; 0 makes no header.
  MorePieces more = nullptr;  // What follows `body`, when it is not held in memory; null: nothing.
};

}  // namespace bridge::scim
