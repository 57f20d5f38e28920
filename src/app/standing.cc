#include "app/standing.h"

#include <fcntl.h>
#include <netdb.h>
#include <sys/socket.h>
#include <systemd/sd-daemon.h>

#include <cerrno>
#include <cstring>

#include "app/control.h"
#include "base/address.h"

namespace bridge::app {
namespace {

// The configuration writes "unix:/path", the listener takes the path.
std::string listening_address(const std::string& address) {
  return address.starts_with("unix:") ? address.substr(5) : address;
}

bool is_local(const http::Listener& listener) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::getsockname(listener.fd(), generic, &size) != 0) return false;
  if (address.ss_family == AF_UNIX) return true;
  char host[NI_MAXHOST];
  return ::getnameinfo(generic, size, host, sizeof host, nullptr, 0, NI_NUMERICHOST) == 0 &&
         is_loopback(host);
}

// The configuration was checked for the address that stands in it, not for this one.
Status check_inherited(const http::Listener& listener, const config::Config::Scim& scim) {
  if (!scim.certificate.empty() || scim.allow_plain_http || is_local(listener)) return Done{};
  return invalid_input(
      "the socket that systemd hands over can be reached from other machines, and without a certificate "
      "everyone on the way reads tokens and people's data; set [scim] certificate and key, or "
      "allow_plain_http = true");
}

Result<std::vector<http::Listener>> open_scim(const config::Config& config) {
  std::vector<http::Listener> listeners;
  const int handed_over = ::sd_listen_fds(1);
  for (int i = 0; i < handed_over; ++i) {
    TRY_AS(inherited, http::Listener::open("fd:" + std::to_string(SD_LISTEN_FDS_START + i)));
    TRY(check_inherited(inherited, config.scim));
    listeners.push_back(std::move(inherited));
  }
  if (!listeners.empty()) return listeners;
  TRY_AS(own, http::Listener::open(listening_address(config.scim.listen)));
  listeners.push_back(std::move(own));
  return listeners;
}

Result<std::optional<http::Listener>> open_admin(const std::string& address) {
  if (address.empty()) return std::optional<http::Listener>();
  TRY_AS(listener, http::Listener::open(listening_address(address)));
  return std::make_optional(std::move(listener));
}

}  // namespace

Result<Standing> Standing::open(const config::Config& config) {
  TRY_AS(lock, store::FolderLock::take(config.state_folder));
  TRY_AS(scim, open_scim(config));
  TRY_AS(admin, open_admin(config.admin_listen));
  TRY_AS(control, open_control_socket(config.control_socket));
  return Standing{std::move(lock), std::move(scim), std::move(admin), std::move(control)};
}

Result<std::string> lend(const http::Listener& listener) {
  const int copy = ::fcntl(listener.fd(), F_DUPFD_CLOEXEC, 0);
  if (copy < 0) return unavailable(std::strerror(errno)).within("copying a socket");
  return "fd:" + std::to_string(copy);
}

}  // namespace bridge::app
