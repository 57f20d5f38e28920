#include "http/stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <limits>

namespace bridge::http {
namespace {

Stream::Transfer plain_outcome(ssize_t returned) {
  if (returned > 0) return {Stream::State::moved, static_cast<std::size_t>(returned)};
  if (returned == 0) return {Stream::State::ended};
  const bool later = errno == EAGAIN || errno == EWOULDBLOCK;
  return {later ? Stream::State::blocked : Stream::State::failed};
}

template <class Call>
ssize_t retry_interrupted(Call call) {
  ssize_t returned = call();
  while (returned < 0 && errno == EINTR) returned = call();
  return returned;
}

int to_int(std::size_t size) {
  return static_cast<int>(std::min<std::size_t>(size, std::numeric_limits<int>::max()));
}

}  // namespace

void FreeSsl::operator()(SSL* ssl) const noexcept { SSL_free(ssl); }

Stream::Transfer Stream::tls_outcome(int returned) {
  if (returned > 0) return {State::moved, static_cast<std::size_t>(returned)};
  switch (SSL_get_error(ssl_, returned)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return {State::blocked};
    case SSL_ERROR_ZERO_RETURN:
      return {State::ended};
    default:
      return {State::failed};
  }
}

Stream::Transfer Stream::read(std::span<char> into) {
  if (ssl_ == nullptr)
    return plain_outcome(retry_interrupted([&] { return ::recv(fd_, into.data(), into.size(), 0); }));
  ERR_clear_error();  // SSL_get_error also looks at what earlier calls, for other connections, left behind.
  return tls_outcome(SSL_read(ssl_, into.data(), to_int(into.size())));
}

Stream::Transfer Stream::write(std::string_view bytes) {
  if (ssl_ == nullptr) {
    return plain_outcome(
        retry_interrupted([&] { return ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); }));
  }
  ERR_clear_error();
  return tls_outcome(SSL_write(ssl_, bytes.data(), to_int(bytes.size())));
}

void Stream::end_writing() {
  if (ssl_ != nullptr && SSL_is_init_finished(ssl_) != 0) {
    ERR_clear_error();
    SSL_shutdown(ssl_);
  }
  ::shutdown(fd_, SHUT_WR);
}

void Stream::give_up() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace bridge::http
