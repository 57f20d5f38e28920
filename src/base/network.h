#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace bridge {

// A range of IP addresses (RFC 4632): "10.1.0.0/16", "2001:db8::/32", or one address. IPv4 is held as
// IPv4-mapped IPv6, so 192.0.2.1 and ::ffff:192.0.2.1 are the same.
class Network {
 public:
  // Fails with invalid_input that says what to write, also when bits behind the prefix are set.
  static Result<Network> parse(std::string_view text);

  bool contains(std::string_view address) const;  // False for what is no address in numbers.

 private:
  std::array<unsigned char, 16> address_{};
  int bits_ = 128;
};

// Networks, and "unix" for clients that come over a Unix socket.
class Networks {
 public:
  static Result<Networks> parse(const std::vector<std::string>& texts);

  bool contains(std::string_view address) const;
  bool empty() const { return networks_.empty() && !unix_; }

 private:
  std::vector<Network> networks_;
  bool unix_ = false;
};

}  // namespace bridge
