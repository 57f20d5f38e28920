#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace bridge::testing {

// Stands between a client and an LDAP server (on ldapi or ldap://127.0.0.1), passes everything on, and makes
// the trouble it is told to. Any thread may tell it.
class LdapProxy {
 public:
  enum class Trouble {
    none,
    refused_code,    // Operations that match are answered with `code`, not passed on.
    silence,         // They are neither passed on nor answered.
    hang_up_before,  // The connection ends instead of them.
    hang_up_after,   // They are passed on, and the connection ends instead of the answer.
    slow,            // They are passed on a while later.
    down,            // New connections are closed at once, old ones too.
  };
  enum Operation : unsigned { kBind = 1, kSearch = 2, kChange = 4, kAll = 7 };

  explicit LdapProxy(std::string server_socket);  // The path of its Unix socket.
  ~LdapProxy();
  LdapProxy(const LdapProxy&) = delete;
  LdapProxy& operator=(const LdapProxy&) = delete;

  std::string uri() const { return "ldap://127.0.0.1:" + std::to_string(port_); }

  // Until the next call; `referral` is where an answer with code 10 points.
  void make(Trouble trouble, unsigned operations = kAll, int code = 0, std::string referral = "");
  long made() const { return made_; }               // How often, since it began.
  int connections() const { return connections_; }  // Open ones.

 private:
  struct Order {
    Trouble trouble = Trouble::none;
    unsigned operations = 0;
    int code = 0;
    std::string referral;
  };
  Order order() const;
  void accept_all(const std::stop_token& stop);
  void serve(int client, const std::stop_token& stop);
  bool pass_request(int client, int server, const std::string& message, const std::stop_token& stop);
  int connect_to_server() const;

  std::string server_socket_;
  int port_ = 0;
  int listener_ = -1;
  mutable std::mutex mutex_;
  Order order_;
  std::atomic<long> made_ = 0;
  std::atomic<int> connections_ = 0;
  struct Connection {
    std::shared_ptr<std::atomic<bool>> over;
    std::jthread thread;
  };
  std::vector<Connection> served_;  // Only the accepting thread adds and removes.
  std::jthread acceptor_;
};

}  // namespace bridge::testing
