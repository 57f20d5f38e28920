#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/unique_fd.h"

namespace bridge::http {

struct UnlinkFile {
  void operator()(std::string* path) const noexcept;
};

// A listening socket. A Unix socket's file is gone when its listener goes.
class Listener {
 public:
  // "127.0.0.1:8443", "[::1]:0" (port 0: any free one), "[::]:8443" (IPv4 too), "/run/x.sock" (a file that
  // nobody listens on is replaced) or "fd:3" (inherited; taken over). Host names are not resolved. The error
  // names the address.
  static Result<Listener> open(std::string_view address);

  int fd() const { return fd_.get(); }
  int port() const { return port_; }  // 0 for a Unix socket.

 private:
  static Result<Listener> open_unix(const std::string& path);
  static Result<Listener> open_inherited(std::string_view number);
  static Result<Listener> open_tcp(std::string_view host, std::string_view port);

  UniqueFd fd_;
  int port_ = 0;
  std::unique_ptr<std::string, UnlinkFile> file_;
};

}  // namespace bridge::http
