#include "ldap/connection.h"

#include <fcntl.h>
#include <openldap.h>
#include <poll.h>
#include <sasl/sasl.h>
#include <signal.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>

#include "ldap/deadline_guard.h"

namespace bridge::ldap {
namespace {

using std::chrono::milliseconds;

// libldap's own time-outs come first, so that it can still tell the server; the guard is for where it has
// none.
constexpr milliseconds kGrace{50};
constexpr milliseconds kGoodbye{500};

timeval to_timeval(milliseconds time) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(time);
  timeval result{};
  result.tv_sec = seconds.count();
  result.tv_usec = std::chrono::microseconds(time - seconds).count();
  return result;
}

int error_code(LDAP* handle) {
  int code = LDAP_OTHER;
  ldap_get_option(handle, LDAP_OPT_RESULT_CODE, &code);
  return code;
}

std::string diagnostic_of(LDAP* handle) {
  char* raw = nullptr;
  ldap_get_option(handle, LDAP_OPT_DIAGNOSTIC_MESSAGE, &raw);
  const LdapText text(raw);
  return text == nullptr ? "" : text.get();
}

// Everything an ldap.conf, an .ldaprc or the environment could otherwise decide for us.
void set_options(LDAP* handle, milliseconds limit) {
  const int version = LDAP_VERSION3;
  const int none = 0;
  const int deref = LDAP_DEREF_NEVER;
  const timeval time = to_timeval(limit);
  ldap_set_option(handle, LDAP_OPT_PROTOCOL_VERSION, &version);
  ldap_set_option(handle, LDAP_OPT_REFERRALS, LDAP_OPT_OFF);
  ldap_set_option(handle, LDAP_OPT_RESTART, LDAP_OPT_ON);
  ldap_set_option(handle, LDAP_OPT_DEREF, &deref);
  ldap_set_option(handle, LDAP_OPT_SIZELIMIT, &none);
  ldap_set_option(handle, LDAP_OPT_TIMELIMIT, &none);
  ldap_set_option(handle, LDAP_OPT_NETWORK_TIMEOUT, &time);
  ldap_set_option(handle, LDAP_OPT_TIMEOUT, &time);
}

// liblber sends by write(), so a server that closed the connection would end the process. A handler that
// someone has set is left alone.
bool survive_broken_pipes() {
  struct sigaction now {};
  if (::sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) ::signal(SIGPIPE, SIG_IGN);
  return true;
}

// Whoever comes first makes libldap set itself up, and it does so without a lock.
bool set_up_library() {
  int version = 0;
  ldap_get_option(nullptr, LDAP_OPT_PROTOCOL_VERSION, &version);
  return true;
}

bool is_local_socket(int fd) {
  int family = 0;
  socklen_t size = sizeof family;
  return ::getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &family, &size) == 0 && family == AF_UNIX;
}

// Whatever a mechanism asks: nothing, or what it proposes.
int take_default(LDAP*, unsigned, void*, void* questions) {
  for (auto* one = static_cast<sasl_interact_t*>(questions); one->id != SASL_CB_LIST_END; ++one) {
    one->result = one->defresult != nullptr ? one->defresult : "";
    one->len = static_cast<unsigned>(std::strlen(static_cast<const char*>(one->result)));
  }
  return LDAP_SUCCESS;
}

}  // namespace

Outcome<Connection> Connection::on(Descriptor socket, const std::string& uri, const Clock& clock,
                                   SteadyTime deadline, milliseconds limit) {
  [[maybe_unused]] static const bool once = survive_broken_pipes() && set_up_library();
  LDAP* raw = nullptr;
  const int protocol = is_local_socket(socket.fd()) ? LDAP_PROTO_IPC : LDAP_PROTO_TCP;
  const int code = ldap_init_fd(socket.fd(), protocol, uri.c_str(), &raw);
  if (code != LDAP_SUCCESS) return make_failure(code, "connecting to " + uri, "");
  Connection connection(LdapHandle(raw), socket.release(), clock, deadline, limit);
  set_options(raw, limit);
  return connection;
}

Connection::Connection(LdapHandle handle, int fd, const Clock& clock, SteadyTime deadline, milliseconds limit)
    : handle_(std::move(handle)), fd_(fd), clock_(&clock), deadline_(deadline), limit_(limit) {}

Connection::~Connection() {
  if (handle_ == nullptr) return;
  // Saying goodbye can block as well. The guard gets a number of its own, as libldap closes the socket's.
  const Descriptor watched(::fcntl(fd_, F_DUPFD_CLOEXEC, 0));
  const DeadlineGuard guard(watched.fd(), kGoodbye);
  handle_.reset();
}

milliseconds Connection::time_left() const {
  const auto left = std::chrono::ceil<milliseconds>(deadline_ - clock_->steady_now());
  return std::min(left, limit_);
}

// The guard ends before anything closes the socket.
template <class Call>
int Connection::guarded(milliseconds limit, const Call& call) {
  const DeadlineGuard guard(fd_, limit);
  return call();
}

Failure Connection::gone(std::string_view doing) const {
  return make_failure(LDAP_SERVER_DOWN, doing, "the connection was closed before");
}

Failure Connection::lost(int code, std::string_view doing, bool outcome_unknown) {
  Failure failure = make_failure(code, doing, handle_ == nullptr ? "" : diagnostic_of(handle_.get()));
  failure.kind = Failure::Kind::unavailable;
  failure.outcome_unknown = outcome_unknown;
  close();
  return failure;
}

Outcome<int> Connection::send(std::string_view doing, const Send& request) {
  if (handle_ == nullptr) return gone(doing);
  const milliseconds left = time_left();
  if (left <= milliseconds::zero()) return make_failure(LDAP_TIMEOUT, doing, "no time was left to try");
  int id = 0;
  const int code = guarded(left + kGrace, [&] { return request(handle_.get(), &id); });
  if (code == LDAP_SUCCESS) return id;
  // What could not be encoded never left; a message that was cut off is no request to the server.
  Failure failure = make_failure(code, doing, diagnostic_of(handle_.get()));
  if (failure.kind != Failure::Kind::unavailable) return failure;
  return lost(time_left() <= milliseconds::zero() ? LDAP_TIMEOUT : code, doing, false);
}

Outcome<Message> Connection::next(int id, std::string_view doing) {
  if (handle_ == nullptr) return gone(doing);
  const milliseconds left = std::max(time_left(), milliseconds::zero());
  const auto end = std::chrono::steady_clock::now() + left;
  timeval time = to_timeval(left);
  LDAPMessage* raw = nullptr;
  const int type =
      guarded(left + kGrace, [&] { return ldap_result(handle_.get(), id, LDAP_MSG_ONE, &time, &raw); });
  if (type > 0) return Message(raw);
  if (type == 0) abandon(id);
  const bool timed_out = type == 0 || std::chrono::steady_clock::now() >= end;
  return lost(timed_out ? LDAP_TIMEOUT : error_code(handle_.get()), doing, true);
}

Outcome<Message> Connection::try_next(std::string_view doing) {
  if (handle_ == nullptr) return gone(doing);
  timeval none{};
  LDAPMessage* raw = nullptr;
  const int type =
      guarded(limit_, [&] { return ldap_result(handle_.get(), LDAP_RES_ANY, LDAP_MSG_ONE, &none, &raw); });
  if (type >= 0) return Message(raw);
  return lost(error_code(handle_.get()), doing, false);
}

Outcome<Reply> Connection::parse(const Message& message, std::string_view doing) {
  char* diagnostic = nullptr;
  LDAPControl** controls = nullptr;
  Reply reply;
  const int code = ldap_parse_result(handle_.get(), message.get(), &reply.code, nullptr, &diagnostic, nullptr,
                                     &controls, 0);
  const LdapText text(diagnostic);
  reply.controls.reset(controls);
  if (code != LDAP_SUCCESS) return lost(code, doing, true);
  if (text != nullptr) reply.diagnostic = text.get();
  return reply;
}

Outcome<Reply> Connection::judge(Reply reply, std::string_view doing) {
  if (reply.code == LDAP_SUCCESS) return reply;
  Failure failure = make_failure(reply.code, doing, reply.diagnostic);
  if (failure.kind == Failure::Kind::unavailable) close();
  return failure;
}

Outcome<Reply> Connection::request(std::string_view doing, const Send& request) {
  TRY_AS(id, send(doing, request));
  TRY_AS(message, next(id, doing));
  return parse(message, doing);
}

Outcome<Reply> Connection::exchange(std::string_view doing, const Send& send_it) {
  TRY_AS(reply, request(doing, send_it));
  return judge(std::move(reply), doing);
}

Outcome<Done> Connection::start_tls(std::string_view doing) {
  if (handle_ == nullptr) return gone(doing);
  const milliseconds left = time_left();
  if (left <= milliseconds::zero()) return lost(LDAP_TIMEOUT, doing, false);
  const int code = guarded(left, [&] { return ldap_install_tls(handle_.get()); });
  if (code == LDAP_SUCCESS) return Done{};
  return lost(time_left() <= milliseconds::zero() ? LDAP_TIMEOUT : code, doing, false);
}

Outcome<Done> Connection::sasl_bind(std::string_view doing, const char* mechanism) {
  if (handle_ == nullptr) return gone(doing);
  const milliseconds left = time_left();
  if (left <= milliseconds::zero()) return lost(LDAP_TIMEOUT, doing, false);
  const int code = guarded(left, [&] {
    return ldap_sasl_interactive_bind_s(handle_.get(), nullptr, mechanism, nullptr, nullptr, LDAP_SASL_QUIET,
                                        take_default, nullptr);
  });
  if (code == LDAP_SUCCESS) return Done{};
  if (time_left() <= milliseconds::zero()) return lost(LDAP_TIMEOUT, doing, false);
  Failure failure = make_failure(code, doing, diagnostic_of(handle_.get()));
  if (code == LDAP_LOCAL_ERROR) failure.kind = Failure::Kind::denied;  // No ticket: our own affair.
  close();
  return failure;
}

void Connection::abandon(int id) {
  if (handle_ == nullptr) return;
  guarded(std::max(time_left(), kGrace),
          [&] { return ldap_abandon_ext(handle_.get(), id, nullptr, nullptr); });
}

void Connection::close() { const Connection closing(std::move(*this)); }

bool Connection::alive() const {
  if (handle_ == nullptr) return false;
  pollfd socket{fd_, POLLRDHUP, 0};
  return ::poll(&socket, 1, 0) == 0;
}

}  // namespace bridge::ldap
