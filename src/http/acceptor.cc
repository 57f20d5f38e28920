#include "http/acceptor.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/log.h"

namespace bridge::http {
namespace {

constexpr int kPauseMilliseconds = 50;
constexpr int kMostUnsent = 64 * 1024;

// An error of one client, gone with it; any other error would come again at once.
bool is_clients_own(int error) {
  return error == ECONNABORTED || error == EINTR || error == EPROTO || error == EPERM || error == ENETDOWN ||
         error == EHOSTDOWN || error == EHOSTUNREACH || error == ENETUNREACH;
}

// Both fail for Unix sockets, which have no such options.
void tune(int socket) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  // The kernel would take megabytes of a response at once: then nobody could see whether the client takes
  // any.
  ::setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kMostUnsent, sizeof kMostUnsent);
}

std::string name_of(const sockaddr_storage& address, socklen_t size) {
  char host[NI_MAXHOST];
  const bool is_ip = address.ss_family == AF_INET || address.ss_family == AF_INET6;
  const auto* generic = reinterpret_cast<const sockaddr*>(&address);
  if (!is_ip || ::getnameinfo(generic, size, host, sizeof host, nullptr, 0, NI_NUMERICHOST) != 0)
    return "unix";
  return host;
}

}  // namespace

Result<std::unique_ptr<Acceptor>> Acceptor::start(std::vector<Listener> listeners, TlsContext tls,
                                                  Slots& slots, Networks uncounted, Admit admit,
                                                  MakeRoom make_room) {
  TRY_AS(bell, Bell::make());
  std::unique_ptr<Acceptor> made(new Acceptor(std::move(listeners), std::move(tls), slots,
                                              std::move(uncounted), std::move(admit), std::move(make_room),
                                              std::move(bell)));
  try {
    made->thread_ = std::thread([self = made.get()] { self->run(); });
  } catch (const std::system_error& failure) {
    return internal(failure.what()).within("starting the thread that accepts clients");
  }
  ::pthread_setname_np(made->thread_.native_handle(), "http-acceptor");
  return made;
}

Acceptor::Acceptor(std::vector<Listener> listeners, TlsContext tls, Slots& slots, Networks uncounted,
                   Admit admit, MakeRoom make_room, Bell bell)
    : listeners_(std::move(listeners)),
      tls_(std::move(tls)),
      slots_(slots),
      uncounted_(std::move(uncounted)),
      admit_(std::move(admit)),
      make_room_(std::move(make_room)),
      bell_(std::move(bell)) {}

Acceptor::~Acceptor() {
  stopping_ = true;
  bell_.ring();
  if (thread_.joinable()) thread_.join();
}

void Acceptor::set_tls(TlsContext tls) {
  tls_.with([&](TlsContext& current) { current.swap(tls); });
}

void Acceptor::run() {
  while (!stopping_) {
    wait();
    paused_ = false;
    for (const Listener& listener : listeners_) take_from(listener);
  }
}

void Acceptor::wait() const {
  std::vector<pollfd> waited{{bell_.fd(), POLLIN, 0}};
  if (!paused_) {
    for (const Listener& listener : listeners_) waited.push_back({listener.fd(), POLLIN, 0});
  }
  ::poll(waited.data(), waited.size(), paused_ ? kPauseMilliseconds : -1);
}

void Acceptor::take_from(const Listener& listener) {
  Next next = Next::more;
  while (!stopping_ && !paused_ && next == Next::more) next = take_one(listener);
}

Acceptor::Next Acceptor::take_one(const Listener& listener) {
  Slot slot = slots_.take();
  if (!slot) {
    make_room_();
    pause("all connections are taken");
    return Next::pause;
  }
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  UniqueFd socket(
      ::accept4(listener.fd(), reinterpret_cast<sockaddr*>(&address), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (socket) {
    std::string remote = name_of(address, size);
    if (may_come(slot, remote)) admit(std::move(socket), std::move(remote), std::move(slot));
    return Next::more;
  }
  if (errno == EAGAIN || errno == EWOULDBLOCK) {
    told_pause_ = false;
    return Next::none;
  }
  if (is_clients_own(errno)) return Next::more;
  pause(std::strerror(errno));
  return Next::pause;
}

// Whoever has too many connections is dropped without an answer: to write one would cost what they want us to
// spend.
bool Acceptor::may_come(Slot& slot, const std::string& remote) {
  if (remote == "unix" || uncounted_.contains(remote)) return true;
  const Slots::Claim claim = slots_.claim(slot, remote);
  if (claim == Slots::Claim::refused)
    log_event(LogLevel::warning, Event::http_refused,
              {{"reason", "too many connections of one address"}, {"remote", remote}});
  return claim == Slots::Claim::granted;
}

void Acceptor::pause(const char* reason) {
  paused_ = true;
  if (!std::exchange(told_pause_, true))
    log_event(LogLevel::warning, Event::http_paused, {{"reason", reason}});
}

void Acceptor::admit(UniqueFd socket, std::string remote, Slot slot) {
  tune(socket.get());
  SslHandle ssl;
  if (const TlsContext tls = tls_.with([](const TlsContext& current) { return current; })) {
    ssl.reset(SSL_new(tls.get()));
    if (!ssl || SSL_set_fd(ssl.get(), socket.get()) != 1) return;  // Out of memory: this client is dropped.
    SSL_set_accept_state(ssl.get());
  }
  admit_({std::move(slot), std::move(socket), std::move(ssl), std::move(remote)});
}

}  // namespace bridge::http
