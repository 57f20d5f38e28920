#pragma once

#include <chrono>
#include <string>

namespace bridge::ldap {

// How to reach the directory and who we are there.
struct Settings {
  std::string uri;  // "ldap://host[:port]", "ldaps://…", "ldapi://%2Fpath", several separated by blanks.
  std::string bind_dn;        // Empty: over ldapi:// who the process is (SASL EXTERNAL), elsewhere nobody.
  std::string password_file;  // Read at each connect, so that a changed password needs no restart; one
                              // newline at the end is cut.
  bool start_tls = false;
  std::string ca_file;             // PEM; empty means the system's own.
  bool verify_certificate = true;  // Off only when the config says so in as many words.
  // A password over ldap:// without StartTLS; loopback and ldapi:// need no leave.
  bool allow_clear_text = false;
  std::chrono::milliseconds connect_timeout{5000};     // Name, TCP, TLS and bind together.
  std::chrono::milliseconds operation_timeout{10000};  // One operation.
};

}  // namespace bridge::ldap
