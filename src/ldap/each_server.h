#pragma once

#include <ldap.h>

#include <algorithm>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "base/clock.h"
#include "ldap/dial.h"
#include "ldap/failure.h"
#include "ldap/settings.h"

namespace bridge::ldap {

// The configuration names no server that can be asked.
inline Failure not_configured(const std::string& what, const std::string& why) {
  Failure failure = make_failure(LDAP_PARAM_ERROR, what, why);
  failure.kind = Failure::Kind::denied;
  return failure;
}

// Tries the servers of `settings.uri` in order until `open` (of a ServerAddress and a deadline) gives
// something; each has its share of the time, so that a silent one leaves some to those after it.
template <class T, class Open>
Outcome<T> each_server(const Settings& settings, const Clock& clock, SteadyTime deadline, const Open& open) {
  std::istringstream in(settings.uri);
  const std::vector<std::string> uris{std::istream_iterator<std::string>(in), {}};
  auto left = static_cast<int>(uris.size());
  const SteadyTime end = std::min(deadline, clock.steady_now() + settings.connect_timeout);
  Failure why = not_configured("connecting", "no URI is set");
  for (const std::string& uri : uris) {
    const SteadyTime now = clock.steady_now();
    const auto share = (end - now) / left--;
    const auto server = parse_server(uri);
    if (!server) {
      why = not_configured("connecting to " + uri, server.error().message);
      continue;
    }
    auto opened = open(*server, now + share);
    if (opened) return opened;
    why = std::move(opened).error();
  }
  return why;
}

}  // namespace bridge::ldap
