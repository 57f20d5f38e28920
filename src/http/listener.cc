#include "http/listener.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

namespace bridge::http {
namespace {

constexpr int kBacklog = 1024;

std::string last_error() { return std::strerror(errno); }

std::optional<int> parse_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

int port_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  if (address.ss_family == AF_INET) return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
  if (address.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  return 0;
}

struct FreeAddresses {
  void operator()(addrinfo* list) const noexcept { ::freeaddrinfo(list); }
};

std::unique_ptr<addrinfo, FreeAddresses> numeric_address(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  addrinfo* list = nullptr;
  if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &list) != 0) return nullptr;
  return std::unique_ptr<addrinfo, FreeAddresses>(list);
}

// A socket file that refuses connections was left behind by a process that is gone.
bool is_left_behind(const sockaddr_un& address) {
  UniqueFd probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
         errno == ECONNREFUSED;
}

bool bind_unix(int fd, const sockaddr_un& address) {
  const auto bind_once = [&] {
    return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  };
  if (bind_once()) return true;
  if (errno != EADDRINUSE) return false;
  if (is_left_behind(address)) {
    ::unlink(address.sun_path);
    return bind_once();
  }
  errno = EADDRINUSE;
  return false;
}

}  // namespace

void UnlinkFile::operator()(std::string* path) const noexcept {
  ::unlink(path->c_str());
  delete path;
}

Result<Listener> Listener::open(std::string_view address) {
  const std::string doing = "listening on '" + std::string(address) + "'";
  const std::size_t colon = address.rfind(':');
  auto opened = [&]() -> Result<Listener> {
    if (address.starts_with('/')) return open_unix(std::string(address));
    if (address.starts_with("fd:")) return open_inherited(address.substr(3));
    if (colon != std::string_view::npos) return open_tcp(address.substr(0, colon), address.substr(colon + 1));
    return invalid_input("must be ADDRESS:PORT, [ADDRESS]:PORT, a path that begins with '/', or fd:NUMBER");
  }();
  if (!opened) return std::move(opened).error().within(doing);
  return opened;
}

Result<Listener> Listener::open_tcp(std::string_view host, std::string_view port) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto number = parse_number(port);
  if (!number || *number > 65535) return invalid_input("the port must be a number from 0 to 65535");
  const auto address = numeric_address(std::string(host), std::string(port));
  if (!address || host.empty()) return invalid_input("the address must be an IP address, not a name");
  Listener listener;
  listener.fd_ = UniqueFd(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  const int off = 0;
  ::setsockopt(listener.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address->ai_family == AF_INET6)
    ::setsockopt(listener.fd(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  if (::bind(listener.fd(), address->ai_addr, address->ai_addrlen) != 0) return unavailable(last_error());
  if (::listen(listener.fd(), kBacklog) != 0) return unavailable(last_error());
  listener.port_ = port_of(listener.fd());
  return listener;
}

Result<Listener> Listener::open_unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return invalid_input("the path is too long for a socket");
  path.copy(address.sun_path, path.size());
  Listener listener;
  listener.fd_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!bind_unix(listener.fd(), address)) return unavailable(last_error());
  listener.file_.reset(new std::string(path));
  if (::listen(listener.fd(), kBacklog) != 0) return unavailable(last_error());
  return listener;
}

Result<Listener> Listener::open_inherited(std::string_view number) {
  const auto fd = parse_number(number);
  int listening = 0;
  socklen_t size = sizeof listening;
  if (!fd || ::getsockopt(*fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) != 0 || listening == 0) {
    return invalid_input("this is not a listening socket");
  }
  Listener listener;
  listener.fd_ = UniqueFd(*fd);
  ::fcntl(*fd, F_SETFD, FD_CLOEXEC);
  ::fcntl(*fd, F_SETFL, ::fcntl(*fd, F_GETFL) | O_NONBLOCK);
  listener.port_ = port_of(*fd);
  return listener;
}

}  // namespace bridge::http
