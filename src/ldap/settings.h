#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace bridge::ldap {

class ChangeMarks;

// How to reach the directory and who we are there.
struct Settings {
  std::string uri;  // "ldap://host[:port]", "ldaps://…", "ldapi://%2Fpath", several separated by blanks.
  // Empty: with a keytab its principal (SASL GSSAPI, RFC 4752), over ldapi:// who the process is, with a
  // certificate whom that names (SASL EXTERNAL, RFC 4422 appendix A), elsewhere nobody.
  std::string bind_dn;
  std::string password_file;  // Read at each connect, so that a changed password needs no restart; one
                              // newline at the end is cut.
  std::string keytab;         // Of Kerberos; use_keytab() must have been told of it.
  bool start_tls = false;
  std::string ca_file;             // PEM; empty means the system's own.
  std::string certificate;         // PEM, our own, for servers that ask for one; with its key.
  std::string key;                 // PEM, without a passphrase.
  bool verify_certificate = true;  // Off only when the config says so in as many words.
  // A password over ldap:// without StartTLS; loopback and ldapi:// need no leave.
  bool allow_clear_text = false;
  std::chrono::milliseconds connect_timeout{5000};     // Name, TCP, TLS and bind together.
  std::chrono::milliseconds operation_timeout{10000};  // One operation.
  std::shared_ptr<ChangeMarks> marks{};  // Where sessions note what servers answer; nothing: nowhere.
};

}  // namespace bridge::ldap
