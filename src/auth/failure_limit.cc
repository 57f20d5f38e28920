#include "auth/failure_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace bridge::auth {
namespace {

constexpr std::size_t kNetworkBytes = 8;

}  // namespace

// Two generations: a key that is heard of again moves to the young one, the old one is dropped when that is
// full.
SteadyTime& FailureLimit::Tables::of(std::string_view key, std::size_t most) {
  std::string name(key);
  if (const auto found = young.find(name); found != young.end()) return found->second;
  const auto before = old.find(name);
  const SteadyTime forgotten = before == old.end() ? SteadyTime() : before->second;
  if (young.size() >= most / 2) old = std::exchange(young, {});
  return young[std::move(name)] = forgotten;
}

bool FailureLimit::note(std::string_view key, SteadyTime now) {
  return tables_.with([&](Tables& tables) {
    SteadyTime& forgotten = tables.of(key, settings_.keys);
    forgotten = std::max(forgotten, now) + settings_.drains;
    const SteadyTime limit = now + settings_.at_once * settings_.drains;
    if (forgotten <= limit) return true;
    forgotten = limit;
    return false;
  });
}

std::string failure_key(std::string_view address) {
  in6_addr parsed{};
  const std::string text(address);
  if (::inet_pton(AF_INET6, text.c_str(), &parsed) != 1 || IN6_IS_ADDR_V4MAPPED(&parsed)) return text;
  return std::string(reinterpret_cast<const char*>(&parsed), kNetworkBytes);
}

}  // namespace bridge::auth
