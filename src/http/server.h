#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "http/acceptor.h"
#include "http/limits.h"
#include "http/reactor.h"
#include "http/reply.h"
#include "http/slots.h"

namespace bridge::http {

// An HTTP/1.1 server (RFC 9112), plain or with TLS, on its own threads: one that accepts, few that read and
// write. Several may live in one process. What it refuses it answers as a SCIM error. Any thread may call it.
class Server {
 public:
  struct Settings {
    std::vector<std::string> listen;  // As Listener::open takes them.
    TlsContext tls;                   // Null: plain text.
    int threads = 1;                  // That read and write.
    Limits limits = {};
    Networks proxies = {};  // Behind which many clients are: not under Limits::connections_of_one.
    const Clock& clock = system_clock();
    Random& random = system_random();
  };

  // Listens and serves when it returns. From then on the process ignores SIGPIPE: a client that is gone must
  // not end it, and TLS cannot say so write by write. Fails when an address cannot be listened on.
  static Result<std::unique_ptr<Server>> start(Settings settings, Handler handler);

  // As drain_and_stop without patience.
  ~Server();

  // Of the first listener that has one.
  int port() const { return port_; }

  // Changes the certificate for clients that come from now on; those that are here keep theirs.
  void set_tls(TlsContext tls);

  // Refuses new clients, closes idle connections, answers what is begun (with "Connection: close") for at
  // most `grace`, closes the rest. The handler's threads must still run. Replies that come later go nowhere.
  // Once.
  void drain_and_stop(std::chrono::milliseconds grace);

 private:
  explicit Server(Settings settings, Handler handler);

  ServerContext context_;
  Slots slots_;
  std::unique_ptr<Reactor> reactor_;
  std::unique_ptr<Acceptor> acceptor_;
  int port_ = 0;
};

}  // namespace bridge::http
