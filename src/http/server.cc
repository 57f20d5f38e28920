#include "http/server.h"

#include <csignal>
#include <utility>

namespace bridge::http {
namespace {

// Reactor threads never block, so closing everything takes them no longer than this.
constexpr std::chrono::seconds kTimeToClose{2};

Result<std::vector<Listener>> open_all(const std::vector<std::string>& addresses) {
  std::vector<Listener> listeners;
  for (const std::string& address : addresses) {
    TRY_AS(listener, Listener::open(address));
    listeners.push_back(std::move(listener));
  }
  return listeners;
}

int first_port(const std::vector<Listener>& listeners) {
  for (const Listener& listener : listeners) {
    if (listener.port() != 0) return listener.port();
  }
  return 0;
}

}  // namespace

Server::Server(Settings settings, Handler handler)
    : context_{settings.limits, std::move(handler), settings.clock, settings.random},
      slots_(settings.limits.connections, settings.limits.connections_of_one) {}

Result<std::unique_ptr<Server>> Server::start(Settings settings, Handler handler) {
  std::signal(SIGPIPE, SIG_IGN);
  TRY_AS(listeners, open_all(settings.listen));
  std::unique_ptr<Server> server(new Server(settings, std::move(handler)));
  server->port_ = first_port(listeners);
  TRY_AS(reactor, Reactor::start(settings.threads, server->context_));
  server->reactor_ = std::move(reactor);
  TRY_AS(acceptor, Acceptor::start(
                       std::move(listeners), settings.tls, server->slots_, settings.proxies,
                       [&reactor = *server->reactor_](Arrival arrival) { reactor.adopt(std::move(arrival)); },
                       [&reactor = *server->reactor_] { reactor.make_room(); }));
  server->acceptor_ = std::move(acceptor);
  return server;
}

Server::~Server() { drain_and_stop(std::chrono::milliseconds(0)); }

void Server::set_tls(TlsContext tls) {
  if (acceptor_) acceptor_->set_tls(std::move(tls));
}

void Server::drain_and_stop(std::chrono::milliseconds grace) {
  acceptor_.reset();
  if (!reactor_) return;
  reactor_->drain();
  if (!slots_.wait_until_free(grace)) {
    reactor_->close_all();
    slots_.wait_until_free(kTimeToClose);
  }
  reactor_.reset();
}

}  // namespace bridge::http
