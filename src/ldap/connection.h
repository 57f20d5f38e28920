#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "ldap/dial.h"
#include "ldap/failure.h"
#include "ldap/handles.h"

namespace bridge::ldap {

// A server's final answer to one request.
struct Reply {
  int code = LDAP_SUCCESS;
  std::string diagnostic;
  ReplyControls controls;
};

// One libldap handle on a socket of ours, and the time it may take. Every call ends by the deadline; after a
// failure of kind `unavailable` that it reports itself the connection is closed. One thread at a time.
class Connection {
 public:
  // Makes the handle with the options that no ldap.conf may change. Takes the socket over.
  static Outcome<Connection> on(Descriptor socket, const std::string& uri, const Clock& clock,
                                SteadyTime deadline, std::chrono::milliseconds limit);
  Connection(Connection&&) noexcept = default;
  Connection& operator=(Connection&&) = delete;
  ~Connection();

  // Calls end at the deadline, and each by the limit at the latest.
  void set_deadline(SteadyTime deadline) { deadline_ = deadline; }
  void set_limit(std::chrono::milliseconds limit) { limit_ = limit; }

  // Sends one request: an ldap_*_ext call that gives its code and the message id.
  using Send = std::function<int(LDAP* handle, int* id)>;
  Outcome<int> send(std::string_view doing, const Send& request);

  // The next message that answers the request: an entry, a reference, or the result.
  Outcome<Message> next(int id, std::string_view doing);

  // The next message that has arrived for whichever request; null when there is none yet.
  Outcome<Message> try_next(std::string_view doing);

  // Sends, waits, and takes the result apart. Fails when there is none or, with `exchange`, when its code
  // says that the server did not do it.
  Outcome<Reply> request(std::string_view doing, const Send& request);
  Outcome<Reply> exchange(std::string_view doing, const Send& request);

  // The result in a message; its code is not judged.
  Outcome<Reply> parse(const Message& message, std::string_view doing);

  // Turns a result that is no success into a failure; one of kind `unavailable` ends the connection.
  Outcome<Reply> judge(Reply reply, std::string_view doing);

  // The TLS handshake (RFC 4511 section 4.14.3), on a fresh connection or after StartTLS.
  Outcome<Done> start_tls(std::string_view doing);

  // The steps of a SASL mechanism that needs nothing but what it finds around us (RFC 4513 section 5.2).
  Outcome<Done> sasl_bind(std::string_view doing, const char* mechanism);

  void abandon(int id);
  void close();
  bool alive() const;
  bool stays_on_this_machine() const { return ldap::stays_on_this_machine(fd_); }
  int fd() const { return fd_; }  // To wait for more.
  LDAP* handle() const { return handle_.get(); }

 private:
  Connection(LdapHandle handle, int fd, const Clock& clock, SteadyTime deadline,
             std::chrono::milliseconds limit);
  std::chrono::milliseconds time_left() const;
  template <class Call>
  int guarded(std::chrono::milliseconds limit, const Call& call);
  Failure lost(int code, std::string_view doing, bool outcome_unknown);
  Failure gone(std::string_view doing) const;

  LdapHandle handle_;
  int fd_;  // The handle owns it.
  const Clock* clock_;
  SteadyTime deadline_;
  std::chrono::milliseconds limit_;
};

}  // namespace bridge::ldap
