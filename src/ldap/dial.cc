#include "ldap/dial.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include "ldap/handles.h"
#include "ldap/name_lookup.h"

namespace bridge::ldap {
namespace {

using std::chrono::milliseconds;
using SteadyInstant = std::chrono::steady_clock::time_point;

std::string reason(int error) { return std::generic_category().message(error); }

// The kernel bounds connect() by the send time-out, also for a Unix socket whose backlog is full, where a
// non-blocking connect could not be waited for.
void set_send_timeout(int fd, milliseconds limit) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limit);
  timeval time{};
  time.tv_sec = seconds.count();
  time.tv_usec = std::chrono::microseconds(limit - seconds).count();
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

void switch_on(int fd, int level, int option) {
  const int on = 1;
  ::setsockopt(fd, level, option, &on, sizeof on);
}

Result<Descriptor> connect_to(const sockaddr* address, socklen_t size, milliseconds limit) {
  if (limit <= milliseconds::zero()) return unavailable(reason(ETIMEDOUT));
  Descriptor socket(::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.fd() < 0) return unavailable(reason(errno));
  set_send_timeout(socket.fd(), limit);
  if (::connect(socket.fd(), address, size) != 0) {
    const bool timed_out = errno == EINPROGRESS || errno == EAGAIN;
    return unavailable(reason(timed_out ? ETIMEDOUT : errno));
  }
  set_send_timeout(socket.fd(), milliseconds::zero());
  if (address->sa_family != AF_UNIX) {
    switch_on(socket.fd(), IPPROTO_TCP, TCP_NODELAY);
    switch_on(socket.fd(), SOL_SOCKET, SO_KEEPALIVE);
  }
  return socket;
}

Result<Descriptor> connect_locally(const std::string& path, milliseconds limit) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return invalid_input("the socket's path is too long");
  std::memcpy(address.sun_path, path.data(), path.size());
  return connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address, limit);
}

milliseconds until(SteadyInstant end) {
  return std::chrono::duration_cast<milliseconds>(end - std::chrono::steady_clock::now());
}

// Each address gets a fair share of what is left, so that a silent first one does not cost us the others.
Result<Descriptor> connect_to_any(const addrinfo* list, SteadyInstant end) {
  int left = 0;
  for (const addrinfo* at = list; at != nullptr; at = at->ai_next) ++left;
  Error last = unavailable("the name has no address");
  for (const addrinfo* at = list; at != nullptr; at = at->ai_next, --left) {
    auto attempt = connect_to(at->ai_addr, at->ai_addrlen, until(end) / left);
    if (attempt) return attempt;
    last = std::move(attempt).error();
  }
  return last;
}

}  // namespace

Result<ServerAddress> parse_server(const std::string& uri) {
  LDAPURLDesc* raw = nullptr;
  if (ldap_url_parse(uri.c_str(), &raw) != LDAP_URL_SUCCESS) {
    return invalid_input("'" + uri + "' is not an LDAP URI");
  }
  const std::unique_ptr<LDAPURLDesc, void (*)(LDAPURLDesc*)> url(raw, ldap_free_urldesc);
  const std::string_view scheme = url->lud_scheme;
  ServerAddress server;
  server.uri = uri;
  server.tls = scheme == "ldaps";
  server.local = scheme == "ldapi";
  if (scheme != "ldap" && !server.tls && !server.local) {
    return invalid_input("'" + uri + "' must begin with ldap://, ldaps:// or ldapi://");
  }
  server.host = url->lud_host != nullptr ? url->lud_host : "";
  server.port = url->lud_port != 0 ? url->lud_port : (server.tls ? LDAPS_PORT : LDAP_PORT);
  if (server.host.empty())
    return invalid_input("'" + uri + "' names no " + (server.local ? "socket" : "host"));
  return server;
}

Result<Descriptor> dial(const ServerAddress& server, milliseconds limit) {
  if (server.local) return connect_locally(server.host, limit);
  const auto end = std::chrono::steady_clock::now() + limit;
  const Addresses addresses = look_up(server.host, server.port, limit);
  if (addresses.error != 0) return unavailable(::gai_strerror(addresses.error));
  return connect_to_any(addresses.list.get(), end);
}

bool stays_on_this_machine(int fd) {
  sockaddr_storage peer{};
  socklen_t size = sizeof peer;
  if (::getpeername(fd, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return false;
  if (peer.ss_family == AF_UNIX) return true;
  if (peer.ss_family == AF_INET) {
    const auto& address = reinterpret_cast<const sockaddr_in&>(peer).sin_addr;
    return (ntohl(address.s_addr) >> 24) == IN_LOOPBACKNET;
  }
  return IN6_IS_ADDR_LOOPBACK(&reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr);
}

}  // namespace bridge::ldap
