#include "support/daemon_process.h"

#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <stdexcept>

#include "support/eventually.h"
#include "support/http_client.h"

namespace bridge::testing {
namespace {

std::string config_text(const TempDir& dir, const std::string& state_folder, const ldap::Settings& directory,
                        const DaemonOptions& options, int port, int admin_port) {
  return "[scim]\nlisten = \"127.0.0.1:" + std::to_string(port) + "\"\n" + options.scim_config +
         "\n[admin]\nlisten = \"127.0.0.1:" + std::to_string(admin_port) + "\"\n" + options.admin_config +
         "\n[log]\n" + options.log_config + "\n[control]\nsocket = \"" + (dir / "control.sock") + "\"\n" +
         "\n[state]\nfolder = \"" + state_folder + "\"\n" + "\n[mapping]\nfile = \"" + options.mapping +
         "\"\n" + "\n[ldap]\nuri = \"" + directory.uri + "\"\nbind_dn = \"" + directory.bind_dn +
         "\"\npassword_file = \"" + directory.password_file + "\"\n" +
         (directory.start_tls ? "start_tls = true\nca_file = \"" + directory.ca_file + "\"\n" : "") +
         options.ldap_config + "\n[guard]\n" + options.guard_config + "\n" + options.more_config;
}

}  // namespace

std::string bridge_binary() {
  const char* path = std::getenv("BRIDGE_BINARY");
  if (path == nullptr)
    throw std::runtime_error("set BRIDGE_BINARY to the path of scim-ldap-bridge, as ctest does");
  return path;
}

DaemonProcess::DaemonProcess(const ldap::Settings& directory, DaemonOptions options)
    : state_folder_(options.state_folder.empty() ? dir_ / "state" : options.state_folder),
      environment_(options.environment),
      port_(free_port()),
      admin_port_(free_port()) {
  std::filesystem::create_directory(state_folder());
  write_file(config_file(), config_text(dir_, state_folder_, directory, options, port_, admin_port_));
  start();
  const auto made = run({"token", "create", "test"});
  if (made.exit_code != 0) throw std::runtime_error("token create: " + made.err);
  token_ = made.out.substr(0, made.out.find('\n'));
}

void DaemonProcess::start() {
  start_anyhow();
  wait_until_ready();
}

void DaemonProcess::wait_until_ready() {
  if (!eventually([&] { return answers() || !process_->running(); }) || !process_->running())
    throw std::runtime_error("the daemon does not start:\n" + log());
}

void DaemonProcess::start_with_fault(const std::string& fault) {
  launch(fault);
  eventually([&] { return answers() || !process_->running(); });
}

void DaemonProcess::start_anyhow() { launch(""); }

void DaemonProcess::launch(const std::string& fault) {
  std::vector<std::string> command{"env", "SCIM_LDAP_BRIDGE_FAULT=" + fault};
  command.insert(command.end(), environment_.begin(), environment_.end());
  command.insert(command.end(), {bridge_binary(), "serve", "--config", config_file()});
  process_ = std::make_unique<ChildProcess>(command, dir_ / "daemon.log");
}

bool DaemonProcess::answers() const {
  try {
    HttpClient client(admin_port_);
    const auto response = client.ask(http_request("GET", "/readyz"));
    return response && response->status == 200;
  } catch (const std::runtime_error&) {
    return false;
  }
}

void DaemonProcess::kill() { process_->kill_and_wait(); }

int DaemonProcess::stop() {
  process_->signal(SIGTERM);
  const int status = process_->wait();
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void DaemonProcess::wait_for_death() {
  if (!eventually([&] { return !process_->running(); }))
    throw std::runtime_error("the daemon still lives:\n" + log());
}

ProgramOutput DaemonProcess::run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), bridge_binary());
  arguments.insert(arguments.end(), {"--config", config_file()});
  return run_program(arguments);
}

}  // namespace bridge::testing
