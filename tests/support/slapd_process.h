#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ldap/session.h"
#include "ldap/settings.h"
#include "support/child_process.h"
#include "support/temp_dir.h"

namespace bridge::testing {

struct SlapdOptions {
  bool tcp = false;  // ldap://127.0.0.1:port, with StartTLS when `tls` is set.
  bool tls = false;  // Also ldaps://127.0.0.1:port, with a certificate made for this server.
  std::string certificate_names = "IP:127.0.0.1";
  // "memberof", "refint", "unique", "ppolicy" are set up as one would expect, any other is only loaded.
  std::vector<std::string> overlays{};
  std::vector<std::string> schemas{"core", "cosine", "inetorgperson", "nis"};
  std::string global_config{};    // More lines of slapd.conf before the database…
  std::string database_config{};  // … and in it.
  bool fsync = false;             // Data survives a power cut; slower.
  bool first_entries = true;      // False: empty, for one that gets them by replication.
};

// A throwaway OpenLDAP server with the suffix dc=example,dc=org, below it ou=people and ou=groups.
// Gone, with its data, when the object goes, and when the test
// dies. Throws when it cannot start, with slapd's log. One thread at a time.
class SlapdProcess {
 public:
  explicit SlapdProcess(SlapdOptions options = {});

  // As the root DN over ldapi, or over TCP where that was asked for.
  ldap::Settings settings() const;
  ldap::Settings tcp_settings() const;
  ldap::Settings ldaps_settings() const;
  std::unique_ptr<ldap::Session> open() const;  // A session as the root DN with a minute to live.

  std::string ldapi_uri() const;
  std::string ldapi_socket() const { return dir_ / "ldapi"; }
  std::string ldap_uri() const;
  std::string ldaps_uri() const;
  std::string ca_file() const { return dir_ / "ca.pem"; }
  std::string log() const { return read_file(dir_ / "slapd.log"); }  // For failing tests.
  pid_t pid() const { return process_->pid(); }

  void kill();     // As a crash.
  void stop();     // In good order.
  void suspend();  // SIGSTOP: accepts connections, answers nothing.
  void resume();
  void take_backup();      // Of all data; restarts.
  void put_backup_back();  // What was done since is lost; restarts.
  void restart();          // On the same data and addresses, running or not.

  static constexpr const char* kSuffix = "dc=example,dc=org";
  static constexpr const char* kRootDn = "cn=admin,dc=example,dc=org";
  static constexpr const char* kPassword = "secret of a throwaway server";

 private:
  void write_config() const;
  void start();
  bool answers() const;
  void add_first_entries() const;

  SlapdOptions options_;
  TempDir dir_;
  int ldap_port_ = 0;
  int ldaps_port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace bridge::testing
