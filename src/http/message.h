#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

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

// What goes back. Date, Content-Length, Connection and X-Request-Id are the writer's and do not belong here.
struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
};

}  // namespace bridge::http
