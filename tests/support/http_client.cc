#include "support/http_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>

#include "base/text.h"

namespace bridge::testing {
namespace {

using Moment = std::chrono::steady_clock::time_point;

int connect_to(const sockaddr* address, socklen_t size) {
  const int fd = ::socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || ::connect(fd, address, size) != 0) {
    const std::string why = std::strerror(errno);
    if (fd >= 0) ::close(fd);
    throw std::runtime_error("connect: " + why);
  }
  return fd;
}

int connect_tcp(const char* host, int port) {
  sockaddr_in v4{};
  v4.sin_family = AF_INET;
  v4.sin_port = htons(static_cast<uint16_t>(port));
  if (::inet_pton(AF_INET, host, &v4.sin_addr) == 1) {
    return connect_to(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
  }
  sockaddr_in6 v6{};
  v6.sin6_family = AF_INET6;
  v6.sin6_port = htons(static_cast<uint16_t>(port));
  if (::inet_pton(AF_INET6, host, &v6.sin6_addr) != 1) throw std::runtime_error("not an address");
  return connect_to(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
}

int connect_unix(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return connect_to(reinterpret_cast<const sockaddr*>(&address), sizeof address);
}

HttpResponse parse_head(std::string_view head) {
  HttpResponse response;
  std::size_t end = head.find("\r\n");
  response.status = std::stoi(std::string(head.substr(9, 3)));
  while (end != std::string_view::npos) {
    head.remove_prefix(end + 2);
    end = head.find("\r\n");
    const std::string_view line = head.substr(0, end);
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos) break;
    response.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return response;
}

// The size of the body that stands at the front of `bytes`, framing included; nothing while more must come.
std::optional<std::size_t> framed_size(std::string_view bytes) {
  for (std::size_t at = 0;;) {
    const std::size_t line_end = bytes.find("\r\n", at);
    if (line_end == std::string_view::npos) return std::nullopt;
    const std::size_t size = std::stoul(std::string(bytes.substr(at, line_end - at)), nullptr, 16);
    at = line_end + 2 + size + 2;
    if (bytes.size() < at) return std::nullopt;
    if (size == 0) return at;
  }
}

std::string without_chunks(std::string_view bytes) {
  std::string body;
  while (true) {
    const std::size_t line_end = bytes.find("\r\n");
    const std::size_t size = std::stoul(std::string(bytes.substr(0, line_end)), nullptr, 16);
    if (size == 0) return body;
    body += bytes.substr(line_end + 2, size);
    bytes.remove_prefix(line_end + 2 + size + 2);
  }
}

}  // namespace

std::optional<std::string> HttpResponse::header(std::string_view name) const {
  for (const auto& [each, value] : headers) {
    if (equals_ignoring_ascii_case(each, name)) return value;
  }
  return std::nullopt;
}

void HttpClient::FreeTls::operator()(SSL* ssl) const noexcept { SSL_free(ssl); }

HttpClient::HttpClient(int port, const char* host) : fd_(connect_tcp(host, port)) {}
HttpClient::HttpClient(const std::string& unix_path) : fd_(connect_unix(unix_path)) {}

HttpClient::HttpClient(HttpClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      tls_(std::move(other.tls_)),
      unread_(std::move(other.unread_)),
      ended_(other.ended_) {}

HttpClient::~HttpClient() {
  if (fd_ >= 0) ::close(fd_);
}

bool HttpClient::start_tls(const std::string& identity) {
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes without MSG_NOSIGNAL.
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  if (!identity.empty()) {
    SSL_CTX_use_certificate_chain_file(context.get(), (identity + ".pem").c_str());
    SSL_CTX_use_PrivateKey_file(context.get(), (identity + ".key").c_str(), SSL_FILETYPE_PEM);
  }
  tls_.reset(SSL_new(context.get()));
  SSL_set_fd(tls_.get(), fd_);
  return SSL_connect(tls_.get()) == 1;
}

bool HttpClient::send(std::string_view bytes) {
  if (tls_) return bytes.empty() || SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0;
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void HttpClient::half_close() {
  if (tls_) SSL_shutdown(tls_.get());
  ::shutdown(fd_, SHUT_WR);
}

void HttpClient::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(std::exchange(fd_, -1));
}

bool HttpClient::wait_readable(Moment deadline) const {
  if (tls_ && SSL_pending(tls_.get()) > 0) return true;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  pollfd waited{fd_, POLLIN, 0};
  return ::poll(&waited, 1, static_cast<int>(std::max<long>(0, left.count()))) > 0;
}

// False when nothing came: the connection ended, or the deadline passed.
bool HttpClient::read_more(Moment deadline) {
  if (ended_ || !wait_readable(deadline)) return false;
  std::array<char, 65536> buffer;
  const auto got = tls_ ? SSL_read(tls_.get(), buffer.data(), static_cast<int>(buffer.size()))
                        : static_cast<int>(::recv(fd_, buffer.data(), buffer.size(), 0));
  if (got <= 0)
    ended_ = true;
  else
    unread_.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0;
}

std::optional<HttpResponse> HttpClient::read_response(bool to_head, Patience patience) {
  const Moment deadline = std::chrono::steady_clock::now() + patience;
  std::size_t head_end = unread_.find("\r\n\r\n");
  while (head_end == std::string::npos) {
    if (!read_more(deadline)) return std::nullopt;
    head_end = unread_.find("\r\n\r\n");
  }
  HttpResponse response = parse_head(std::string_view(unread_).substr(0, head_end + 2));
  unread_.erase(0, head_end + 4);
  if (to_head) return response;
  if (response.header("Transfer-Encoding") == "chunked") return read_chunks(std::move(response), deadline);
  const std::size_t size = std::stoul(response.header("Content-Length").value_or("0"));
  while (unread_.size() < size) {
    if (!read_more(deadline)) return std::nullopt;
  }
  response.body = unread_.substr(0, size);
  unread_.erase(0, size);
  return response;
}

std::optional<HttpResponse> HttpClient::read_chunks(HttpResponse response, Moment deadline) {
  std::optional<std::size_t> size;
  while (!(size = framed_size(unread_))) {
    if (!read_more(deadline)) return std::nullopt;
  }
  response.body = without_chunks(unread_);
  unread_.erase(0, *size);
  return response;
}

std::string HttpClient::read_to_end() {
  const Moment deadline = std::chrono::steady_clock::now() + kPatience;
  while (read_more(deadline)) continue;
  return std::exchange(unread_, {});
}

bool HttpClient::is_closed_by_server(Patience patience) {
  const Moment deadline = std::chrono::steady_clock::now() + patience;
  if (!unread_.empty()) return false;
  read_more(deadline);
  return ended_ && unread_.empty();
}

std::optional<HttpResponse> HttpClient::ask(std::string_view bytes) {
  if (!send(bytes)) return std::nullopt;
  return read_response(bytes.starts_with("HEAD "));
}

std::string HttpClient::server_certificate() const {
  const std::unique_ptr<X509, void (*)(X509*)> certificate(SSL_get1_peer_certificate(tls_.get()), X509_free);
  const std::unique_ptr<BIO, int (*)(BIO*)> memory(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_X509(memory.get(), certificate.get());
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string http_request(std::string_view method, std::string_view target, std::string_view headers,
                         std::string_view body) {
  std::string text;
  text.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(headers);
  if (!body.empty()) text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
  return text.append("\r\n").append(body);
}

}  // namespace bridge::testing
