#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace bridge {

// Where to listen: a TCP address or the path of a Unix socket.
struct Address {
  std::string host;  // Without brackets; empty for a Unix socket.
  std::uint16_t port = 0;
  std::string path;

  bool is_unix() const { return !path.empty(); }
  bool is_local() const;  // Cannot be reached from another machine.

  bool operator==(const Address&) const = default;
};

// "address:port", "[v6]:port" or "unix:/path". Fails with invalid_input that says what to write.
Result<Address> parse_address(std::string_view text);

// "localhost", 127.0.0.0/8 or ::1, and nothing that only looks like it ("127.0.0.1.example.org").
bool is_loopback(std::string_view host);

}  // namespace bridge
