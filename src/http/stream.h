#pragma once

#include <openssl/types.h>

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

namespace bridge::http {

struct FreeSsl {
  void operator()(SSL* ssl) const noexcept;
};
using SslHandle = std::unique_ptr<SSL, FreeSsl>;

// Reads and writes a non-blocking socket, through TLS when there is an SSL. The handshake happens within read
// and write. Owns neither. One thread at a time.
class Stream {
 public:
  enum class State {
    moved,    // Some bytes went.
    blocked,  // None can go now; the poller will tell.
    ended,    // The client sends nothing more.
    failed,   // The connection is gone.
  };
  struct Transfer {
    State state;
    std::size_t bytes = 0;
  };

  Stream(int fd, SSL* ssl) : fd_(fd), ssl_(ssl) {}

  Transfer read(std::span<char> into);
  Transfer write(std::string_view bytes);

  // Tells the client that nothing more will come; reading goes on.
  void end_writing();

  // Has the socket's close throw away what the kernel still holds for the client, and reset the connection.
  void give_up();

  bool is_secure() const { return ssl_ != nullptr; }

 private:
  Transfer tls_outcome(int returned);

  int fd_;
  SSL* ssl_;
};

}  // namespace bridge::http
