#include "base/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

namespace bridge {
namespace {

using Bytes = std::array<unsigned char, 16>;

constexpr int kMappedBits = 96;  // Before an IPv4 address within an IPv6 one (RFC 4291 section 2.5.5.2).

struct Parsed {
  Bytes bytes{};
  bool v4 = false;
};

std::optional<Parsed> parse_ip(std::string_view text) {
  const std::string name(text);
  Parsed parsed;
  if (::inet_pton(AF_INET6, name.c_str(), parsed.bytes.data()) == 1) return parsed;
  parsed.v4 = true;
  parsed.bytes[10] = parsed.bytes[11] = 0xff;
  if (::inet_pton(AF_INET, name.c_str(), parsed.bytes.data() + 12) == 1) return parsed;
  return std::nullopt;
}

std::optional<int> parse_bits(std::string_view text, int most) {
  int bits = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (failure != std::errc() || end != text.data() + text.size() || bits < 0 || bits > most)
    return std::nullopt;
  return bits;
}

Bytes masked(Bytes bytes, int bits) {
  for (int at = 0; at < 16; ++at) {
    const int kept = std::clamp(bits - 8 * at, 0, 8);
    bytes[static_cast<std::size_t>(at)] &= static_cast<unsigned char>(0xff00 >> kept);
  }
  return bytes;
}

Error no_network(std::string_view text) {
  return invalid_input("'" + std::string(text) +
                       "' is no network; write \"192.0.2.0/24\", \"2001:db8::/32\" or one address");
}

}  // namespace

Result<Network> Network::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = parse_ip(text.substr(0, slash));
  if (!address) return no_network(text);
  Network made;
  made.address_ = address->bytes;
  if (slash != std::string_view::npos) {
    const auto bits = parse_bits(text.substr(slash + 1), address->v4 ? 32 : 128);
    if (!bits) return no_network(text);
    made.bits_ = *bits + (address->v4 ? kMappedBits : 0);
  }
  if (masked(made.address_, made.bits_) != made.address_)
    return invalid_input("'" + std::string(text) +
                         "' names a single address of a network; the bits behind its "
                         "prefix must be 0");
  return made;
}

bool Network::contains(std::string_view address) const {
  const auto parsed = parse_ip(address);
  return parsed && masked(parsed->bytes, bits_) == address_;
}

Result<Networks> Networks::parse(const std::vector<std::string>& texts) {
  Networks made;
  for (const std::string& text : texts) {
    if (text == "unix") {
      made.unix_ = true;
      continue;
    }
    TRY_AS(network, Network::parse(text));
    made.networks_.push_back(network);
  }
  return made;
}

bool Networks::contains(std::string_view address) const {
  if (address == "unix") return unix_;
  return std::any_of(networks_.begin(), networks_.end(),
                     [&](const Network& network) { return network.contains(address); });
}

}  // namespace bridge
