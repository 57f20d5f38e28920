#pragma once

#include <chrono>
#include <string>

#include "base/result.h"
#include "ldap/descriptor.h"

namespace bridge::ldap {

// One server of a URI list, taken apart.
struct ServerAddress {
  std::string uri;  // As written, for messages and libldap.
  bool tls = false;
  bool local = false;  // A Unix socket: `host` is its path.
  std::string host;
  int port = 0;
};

// "ldap://host[:port]", "ldaps://…" or "ldapi://%2Fpath".
Result<ServerAddress> parse_server(const std::string& uri);

// Resolves and connects within the limit. A blocking stream socket, or what stood in the way. Any thread.
Result<Descriptor> dial(const ServerAddress& server, std::chrono::milliseconds limit);

// Whether nobody between us and the other end can listen: a Unix socket or a loopback address.
bool stays_on_this_machine(int fd);

}  // namespace bridge::ldap
