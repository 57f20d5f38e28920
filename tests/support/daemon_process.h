#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/child_process.h"
#include "support/places.h"
#include "support/program_output.h"
#include "support/slapd_process.h"
#include "support/temp_dir.h"

namespace bridge::testing {

// The program under test, as ctest names it; throws when it does not.
std::string bridge_binary();

struct DaemonOptions {
  std::string mapping = shipped("mappings/openldap-inetorgperson.toml");
  std::string scim_config{};                       // More lines for [scim].
  std::string ldap_config{};                       // More lines for [ldap].
  std::string admin_config{};                      // … for [admin].
  std::string log_config{};                        // … for [log].
  std::string guard_config = "enabled = false\n";  // The lines of [guard].
  std::string more_config{};                       // More sections.
  std::string state_folder{};                      // That is there already; empty: one of its own.
  std::vector<std::string> environment{};          // More variables: "NAME=value".
};

// The real daemon on free ports, with its state in a folder of its own, writing into a directory. Gone when
// the object goes. Throws when it cannot start, with what it said. One thread at a time.
class DaemonProcess {
 public:
  DaemonProcess(const ldap::Settings& directory, DaemonOptions options = {});
  DaemonProcess(const SlapdProcess& slapd, DaemonOptions options = {})
      : DaemonProcess(slapd.settings(), std::move(options)) {}

  int port() const { return port_; }  // Of the SCIM listener; the same after a restart.
  int admin_port() const { return admin_port_; }
  const std::string& token() const { return token_; }
  std::string config_file() const { return dir_ / "config.toml"; }
  const std::string& state_folder() const { return state_folder_; }
  std::string log() const { return read_file(dir_ / "daemon.log"); }
  pid_t pid() const { return process_->pid(); }

  void kill();              // SIGKILL.
  int stop();               // SIGTERM; returns the exit code.
  void start();             // Again, after kill or stop; returns when it answers.
  void start_anyhow();      // The same, but for one that may die at once, or wait for its directory…
  void wait_until_ready();  // … and what `start` does then.
  // Again, to die by itself at a named point (base/fault.h): "NAME" or "NAME:2".
  void start_with_fault(const std::string& fault);
  void wait_for_death();  // Throws when it still lives after a while.

  bool alive() { return process_->running(); }
  bool answers() const;  // Ready, not only alive: the directory has answered.

  // Runs a command of the program on this configuration.
  ProgramOutput run(std::vector<std::string> arguments) const;

 private:
  void launch(const std::string& fault);

  TempDir dir_;
  std::string state_folder_;
  std::vector<std::string> environment_;
  int port_;
  int admin_port_;
  std::string token_;
  std::unique_ptr<ChildProcess> process_;
};

}  // namespace bridge::testing
