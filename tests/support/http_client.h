#pragma once

#include <openssl/types.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bridge::testing {

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  // The first header of that name (compared without case), or nothing.
  std::optional<std::string> header(std::string_view name) const;
};

// A client that sends exactly the bytes it is told to, whole or in pieces, and reads what comes back. Throws
// std::runtime_error when it cannot connect. Every wait has a deadline. One thread at a time.
class HttpClient {
 public:
  using Patience = std::chrono::milliseconds;
  static constexpr Patience kPatience{10'000};

  explicit HttpClient(int port, const char* host = "127.0.0.1");
  explicit HttpClient(const std::string& unix_path);
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;

  // Speaks TLS from here on, without looking at the server's certificate; false when the handshake fails.
  // With `identity` it shows the certificate NAME.pem with NAME.key when asked: "folder/NAME".
  bool start_tls(const std::string& identity = "");

  // False when the server has closed the connection.
  bool send(std::string_view bytes);
  void half_close();  // Nothing more will be sent; reading goes on.
  void reset();       // Gone at once, with a TCP reset.

  // One response, 100 Continue too; nothing when the connection ends or patience does. `to_head`: has no
  // body.
  std::optional<HttpResponse> read_response(bool to_head = false, Patience patience = kPatience);

  // Everything up to the end of the connection.
  std::string read_to_end();

  // True when the server ends the connection (and sends nothing more) in time.
  bool is_closed_by_server(Patience patience = kPatience);

  // send and read_response in one.
  std::optional<HttpResponse> ask(std::string_view bytes);

  // PEM of the server's certificate, after start_tls.
  std::string server_certificate() const;

  int fd() const { return fd_; }

 private:
  struct FreeTls {
    void operator()(SSL* ssl) const noexcept;
  };

  std::optional<HttpResponse> read_chunks(HttpResponse response,
                                          std::chrono::steady_clock::time_point deadline);
  bool read_more(std::chrono::steady_clock::time_point deadline);
  bool wait_readable(std::chrono::steady_clock::time_point deadline) const;

  int fd_ = -1;
  std::unique_ptr<SSL, FreeTls> tls_;
  std::string unread_;
  bool ended_ = false;
};

// "GET /path HTTP/1.1" and so on, with a Host, the given headers ("Name: value\r\n" each) and, if there is a
// body, its Content-Length.
std::string http_request(std::string_view method, std::string_view target, std::string_view headers = {},
                         std::string_view body = {});

}  // namespace bridge::testing
