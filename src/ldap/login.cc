#include "ldap/login.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/secret.h"
#include "ldap/tls_context.h"

namespace bridge::ldap {
namespace {

// What keeps us out before the server was even asked.
Failure refuse(int code, const std::string& doing, const std::string& why) {
  Failure failure = make_failure(code, doing, why);
  failure.kind = Failure::Kind::denied;
  return failure;
}

struct Attempt {
  const ServerAddress& server;
  const Settings& settings;
  std::string doing;  // "connecting to ldap://…"
};

// libldap over GnuTLS often says "(unknown error code)" and no more.
std::string tls_hint(const Attempt& attempt) {
  const std::string& ca_file = attempt.settings.ca_file;
  return "; the server's certificate must be for '" + attempt.server.host + "' and signed by an authority " +
         (ca_file.empty() ? "this machine trusts" : "in '" + ca_file + "'");
}

Outcome<Done> make_secure(Connection& connection, const Attempt& attempt) {
  if (!attempt.server.tls && !attempt.settings.start_tls) return Done{};
  if (const int code = use_tls(connection.handle(), attempt.settings); code != LDAP_SUCCESS) {
    return refuse(LDAP_CONNECT_ERROR, attempt.doing,
                  "the CA file, or our own certificate or key, cannot be used");
  }
  if (!attempt.server.tls) {
    TRY(connection.exchange(
        attempt.doing, [](LDAP* handle, int* id) { return ldap_start_tls(handle, nullptr, nullptr, id); }));
  }
  if (auto secured = connection.start_tls(attempt.doing); !secured) {
    Failure failure = std::move(secured).error();
    if (failure.code == LDAP_CONNECT_ERROR && attempt.settings.verify_certificate) {
      failure.message += tls_hint(attempt);
    }
    return failure;
  }
  if (speaks_modern_tls(connection.handle())) return Done{};
  return refuse(LDAP_CONNECT_ERROR, attempt.doing, "the server knows no TLS version from 1.2 on");
}

Outcome<Done> check_privacy(const Connection& connection, const Attempt& attempt) {
  const bool encrypted = attempt.server.tls || attempt.settings.start_tls;
  if (encrypted || attempt.settings.allow_clear_text || connection.stays_on_this_machine()) return Done{};
  return refuse(LDAP_CONFIDENTIALITY_REQUIRED, attempt.doing,
                "a password would cross the network in clear text; use ldaps:// or StartTLS, or allow clear "
                "text expressly");
}

// Into one string of the right size, so that no forgotten copy stays behind.
Outcome<Secret> read_password(const Attempt& attempt) {
  const std::string& path = attempt.settings.password_file;
  constexpr std::size_t kLongest = 4096;
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text(kLongest, '\0');
  const ssize_t size = file.fd() < 0 ? -1 : ::read(file.fd(), text.data(), text.size());
  if (size < 0) {
    return refuse(LDAP_LOCAL_ERROR, attempt.doing,
                  "password file '" + path + "': " + std::generic_category().message(errno));
  }
  text.resize(static_cast<std::size_t>(size));
  if (text.ends_with('\n')) text.pop_back();
  // RFC 4513 section 5.1.2: a name with an empty password "succeeds" as anonymous.
  if (text.empty()) return refuse(LDAP_LOCAL_ERROR, attempt.doing, "password file '" + path + "' is empty");
  return Secret(std::move(text));
}

Outcome<Done> bind_with(Connection& connection, const Attempt& attempt, const char* mechanism,
                        const std::string& name, std::string_view password) {
  berval credentials = borrow(password);  // Empty is not absent: a server would ask for what is absent.
  TRY(connection.exchange(attempt.doing, [&](LDAP* handle, int* id) {
    return ldap_sasl_bind(handle, name.c_str(), mechanism, &credentials, nullptr, nullptr, id);
  }));
  return Done{};
}

// What follows is encrypted by Kerberos unless TLS does that already; servers take one of them, not both. The
// server's name is the one in the URI, not what a name server makes of its address.
Outcome<Done> bind_by_kerberos(Connection& connection, const Attempt& attempt) {
  const bool encrypted = attempt.server.tls || attempt.settings.start_tls || attempt.server.local;
  ldap_set_option(connection.handle(), LDAP_OPT_X_SASL_NOCANON, LDAP_OPT_ON);
  ldap_set_option(connection.handle(), LDAP_OPT_X_SASL_SECPROPS, encrypted ? "maxssf=0" : "minssf=56");
  return connection.sasl_bind(attempt.doing, "GSSAPI");
}

Outcome<Done> bind(Connection& connection, const Attempt& attempt) {
  const std::string& name = attempt.settings.bind_dn;
  if (name.empty() && !attempt.settings.keytab.empty()) return bind_by_kerberos(connection, attempt);
  if (name.empty()) {
    // Else anonymous, as every connection begins.
    if (!attempt.server.local && attempt.settings.certificate.empty()) return Done{};
    return bind_with(connection, attempt, "EXTERNAL", "", "");
  }
  TRY(check_privacy(connection, attempt));
  TRY_AS(password, read_password(attempt));
  return bind_with(connection, attempt, LDAP_SASL_SIMPLE, name, password.reveal());
}

// Whatever the server said no to while letting us in, it is about us and not about an entry.
Failure as_login_failure(Failure failure) {
  if (failure.kind != Failure::Kind::unavailable) failure.kind = Failure::Kind::denied;
  failure.outcome_unknown = false;
  return failure;
}

Outcome<Connection> try_log_in(const Attempt& attempt, const Clock& clock, SteadyTime deadline) {
  const auto limit = std::chrono::ceil<std::chrono::milliseconds>(deadline - clock.steady_now());
  auto socket = dial(attempt.server, limit);
  if (!socket) return make_failure(LDAP_SERVER_DOWN, attempt.doing, socket.error().message);
  TRY_AS(connection, Connection::on(*std::move(socket), attempt.server.uri, clock, deadline, limit));
  TRY(make_secure(connection, attempt));
  TRY(bind(connection, attempt));
  return std::move(connection);
}

}  // namespace

Outcome<Connection> log_in(const ServerAddress& server, const Settings& settings, const Clock& clock,
                           SteadyTime deadline) {
  auto outcome = try_log_in({server, settings, "connecting to " + server.uri}, clock, deadline);
  if (!outcome) return as_login_failure(std::move(outcome).error());
  return outcome;
}

}  // namespace bridge::ldap
