#include "base/address.h"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <charconv>
#include <optional>

#include "base/text.h"

namespace bridge {
namespace {

constexpr std::string_view kUnix = "unix:";

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return port;
}

std::optional<std::string_view> parse_host(std::string_view text) {
  if (text.starts_with('[') && text.ends_with(']')) return text.substr(1, text.size() - 2);
  if (text.empty() || text.find_first_of(":[]/ ") != std::string_view::npos) return std::nullopt;
  return text;
}

}  // namespace

bool is_loopback(std::string_view host) {
  const std::string name(host);
  in_addr v4{};
  if (inet_pton(AF_INET, name.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  if (inet_pton(AF_INET6, name.c_str(), &v6) == 1) return IN6_IS_ADDR_LOOPBACK(&v6);
  return equals_ignoring_ascii_case(host, "localhost");
}

bool Address::is_local() const { return is_unix() || is_loopback(host); }

Result<Address> parse_address(std::string_view text) {
  Address address;
  if (text.starts_with(kUnix)) {
    address.path = text.substr(kUnix.size());
    if (address.path.starts_with('/')) return address;
  } else if (const auto colon = text.rfind(':'); colon != std::string_view::npos) {
    const auto host = parse_host(text.substr(0, colon));
    const auto port = parse_port(text.substr(colon + 1));
    if (host && port) {
      address.host = *host;
      address.port = *port;
      return address;
    }
  }
  return invalid_input(fmt::format(
      "'{}' is no address; write \"127.0.0.1:8080\", \"[::1]:8080\" or \"unix:/run/name.sock\"", text));
}

}  // namespace bridge
