#pragma once

#include <netinet/in.h>

#include <string>
#include <thread>
#include <vector>

namespace bridge::testing {

// A server on 127.0.0.1 that knows its lines by heart: what arrives in one piece is answered by the next
// line, whatever was said. After the last it is silent, but holds the connection. One thread uses it.
class CannedServer {
 public:
  static constexpr const char* kHangUp = "\1hang up";  // As a line: closes the connection.

  // Every connection gets the lines from the first on.
  explicit CannedServer(std::vector<std::string> lines);
  ~CannedServer();
  CannedServer(const CannedServer&) = delete;
  CannedServer& operator=(const CannedServer&) = delete;

  std::string uri(const std::string& scheme = "ldap") const;

 private:
  void serve();
  bool answer(int connection, std::size_t line) const;

  std::vector<std::string> lines_;
  int port_ = 0;
  int listener_;
  int stop_[2];
  std::thread thread_;
};

// A listening port of 127.0.0.1 whose queue is full: connecting to it hangs.
class FullBacklog {
 public:
  FullBacklog();
  ~FullBacklog();
  FullBacklog(const FullBacklog&) = delete;
  FullBacklog& operator=(const FullBacklog&) = delete;

  std::string uri() const { return "ldap://127.0.0.1:" + std::to_string(port_); }

 private:
  int port_ = 0;
  int listener_;
  std::vector<int> waiting_;
};

// LDAP results with code 0 for message `id` (RFC 4511).
std::string bind_success(int id);
std::string extended_success(int id);  // As to StartTLS.
std::string search_done(int id);

}  // namespace bridge::testing
