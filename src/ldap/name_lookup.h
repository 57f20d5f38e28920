#pragma once

#include <netdb.h>

#include <chrono>
#include <memory>
#include <string>

namespace bridge::ldap {

// What a name resolved to, or getaddrinfo's error.
struct Addresses {
  std::shared_ptr<addrinfo> list;
  int error = 0;
};

// Resolves a host for TCP; EAI_AGAIN when the limit is over. The resolver cannot be interrupted, so it runs
// on a thread of its own that a hung lookup leaves behind; as all who ask for one name wait for the same
// lookup, there is never more than one such thread per name. Any thread.
Addresses look_up(const std::string& host, int port, std::chrono::milliseconds limit);

}  // namespace bridge::ldap
