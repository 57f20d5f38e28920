#include "scim/rights.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "scim/exchange.h"

namespace bridge::scim {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"read-users", "users", "read-only", "all"};
constexpr int kWriting = 1;
constexpr int kGroups = 2;

bool is_search(const Request& request) {
  return request.method == "POST" && !request.path.empty() && request.path.back() == ".search";
}

bool reads(const Request& request) {
  return request.method == "GET" || request.method == "HEAD" || request.method == "OPTIONS" ||
         is_search(request);
}

// The root lists both types.
bool shows_groups(const Request& request) {
  return request.path.empty() || request.path[0] == ".search" ||
         equals_ignoring_ascii_case(request.path[0], "Groups");
}

}  // namespace

std::string_view name_of(Rights rights) { return kNames[static_cast<std::size_t>(rights)]; }

std::optional<Rights> parse_rights(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Rights>(found - kNames.begin());
}

Rights operator&(Rights a, Rights b) {
  return static_cast<Rights>(static_cast<int>(a) & static_cast<int>(b));
}
Rights operator|(Rights a, Rights b) {
  return static_cast<Rights>(static_cast<int>(a) | static_cast<int>(b));
}

bool may(Rights rights, const Request& request) {
  const int bits = static_cast<int>(rights);
  return ((bits & kWriting) != 0 || reads(request)) && ((bits & kGroups) != 0 || !shows_groups(request));
}

}  // namespace bridge::scim
