#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "scim/exchange.h"

namespace bridge::http {

struct Header {
  std::string name;
  std::string value;

  bool operator==(const Header&) const = default;
};

// One request as it came, framing taken off (RFC 9112), nothing decoded.
struct Request {
  std::string method;
  std::string target;     // In origin-form ("/path?query"), or "*".
  std::string path;       // The target up to the first '?'.
  std::string query;      // What follows it.
  std::string authority;  // The host of an absolute-form target, else empty.
  int minor_version = 1;
  std::vector<Header> headers;  // In the order sent, names as sent.
  std::string body;
  std::string remote;   // The client's address in numbers, or "unix".
  bool secure = false;  // Came over TLS.
  std::string id;       // Ours, goes back as X-Request-Id.

  // The value of the first header of that name (compared without case), or null.
  const std::string* header(std::string_view name) const {
    for (const Header& each : headers) {
      if (equals_ignoring_ascii_case(each.name, name)) return &each.value;
    }
    return nullptr;
  }
};

// A body's further pieces, for one that is not held in memory. Asks for the next one and returns at once;
// `deliver` is called once for it, on any thread, with nothing when the body breaks off. Asked again only
// when a piece has come that was not the last. Does not throw.
using scim::Piece;
using Source = std::function<void(std::function<void(std::optional<Piece>)> deliver)>;

// What goes back. Date, Content-Length, Transfer-Encoding, Connection and X-Request-Id are the writer's and
// do not belong here.
struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  Source more = nullptr;  // What follows `body`; null: nothing.
};

}  // namespace bridge::http
