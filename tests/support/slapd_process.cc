#include "support/slapd_process.h"

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <thread>

#include "ldap/libldap_session.h"
#include "support/certificate.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;

constexpr auto kStartLimit = 20s;
constexpr int kPortAttempts = 5;

std::string percent_encoded(const std::string& path) {
  std::string encoded;
  for (const char c : path) encoded += c == '/' ? "%2F" : std::string(1, c);
  return encoded;
}

std::string overlay_config(const std::string& name) {
  const std::string head = "overlay " + name + "\n";
  if (name == "memberof") return head + "memberof-refint true\n";
  if (name == "refint") return head + "refint_attributes member uniqueMember manager owner\n";
  if (name == "unique") return head + "unique_uri ldap:///ou=people,dc=example,dc=org?uid,mail?sub\n";
  if (name == "ppolicy") return head + "ppolicy_default cn=default,dc=example,dc=org\n";
  return head;
}

ldap::Entry container(const std::string& name) {
  const auto dn = ldap::Dn::parse("ou=" + name + "," + SlapdProcess::kSuffix);
  return {*dn, {{"objectClass", {"organizationalUnit"}}, {"ou", {name}}}};
}

}  // namespace

SlapdProcess::SlapdProcess(SlapdOptions options) : options_(std::move(options)) {
  std::filesystem::create_directory(dir_ / "data");
  write_file(dir_ / "password", std::string(kPassword) + "\n");
  if (options_.tls) make_certificate(dir_.path().string(), options_.certificate_names);
  write_config();
  start();
  if (options_.first_entries) add_first_entries();
}

void SlapdProcess::write_config() const {
  std::string config;
  for (const std::string& schema : options_.schemas)
    config += "include /etc/ldap/schema/" + schema + ".schema\n";
  config += "modulepath /usr/lib/ldap\nmoduleload back_mdb\n";
  for (const std::string& overlay : options_.overlays) config += "moduleload " + overlay + "\n";
  config += "pidfile " + dir_ / "slapd.pid" + "\nsizelimit unlimited\n";
  if (options_.tls) {
    config += "TLSCACertificateFile " + dir_ / "ca.pem" + "\nTLSCertificateFile " + dir_ / "server.pem" +
              "\nTLSCertificateKeyFile " + dir_ / "server.key" + "\n";
  }
  config += options_.global_config + "\ndatabase mdb\nsuffix " + kSuffix + "\nrootdn " + kRootDn +
            "\nrootpw \"" + kPassword + "\"\ndirectory " + dir_ / "data" + "\nmaxsize 1073741824\n" +
            "index objectClass,uid,mail,cn,member,entryUUID,employeeNumber eq\n";
  if (!options_.fsync) config += "dbnosync\n";
  config += options_.database_config + "\n";
  for (const std::string& overlay : options_.overlays) config += overlay_config(overlay);
  write_file(dir_ / "slapd.conf", config);
}

void SlapdProcess::start() {
  const bool choose_ports = ldap_port_ == 0 && (options_.tcp || options_.tls);
  for (int attempt = 0; attempt < kPortAttempts; ++attempt) {
    if (choose_ports && options_.tcp) ldap_port_ = free_port();
    if (choose_ports && options_.tls) ldaps_port_ = free_port();
    std::string addresses = ldapi_uri();
    if (options_.tcp) addresses += " " + ldap_uri();
    if (options_.tls) addresses += " " + ldaps_uri();
    process_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{"/usr/sbin/slapd", "-f", dir_ / "slapd.conf", "-h", addresses, "-d", "0"},
        dir_ / "slapd.log");
    const auto end = std::chrono::steady_clock::now() + kStartLimit;
    while (process_->running() && std::chrono::steady_clock::now() < end) {
      if (answers()) return;
      std::this_thread::sleep_for(2ms);  // Between two looks; what is waited for is the answer.
    }
    process_->kill_and_wait();  // Perhaps someone took the port between our look and slapd's.
  }
  throw std::runtime_error("slapd does not start:\n" + log());
}

bool SlapdProcess::answers() const {
  const auto deadline = system_clock().steady_now() + 2s;
  auto root = ldap::open_session(settings(), system_clock(), deadline);
  return static_cast<bool>(root);
}

void SlapdProcess::add_first_entries() const {
  const auto session = open();
  const ldap::Entry suffix{
      *ldap::Dn::parse(kSuffix),
      {{"objectClass", {"dcObject", "organization"}}, {"dc", {"example"}}, {"o", {"Example"}}}};
  for (const ldap::Entry& entry : {suffix, container("people"), container("groups")}) {
    if (auto added = session->add(entry); !added) throw std::runtime_error(added.error().message);
  }
}

ldap::Settings SlapdProcess::settings() const {
  ldap::Settings settings;
  settings.uri = ldapi_uri();
  settings.bind_dn = kRootDn;
  settings.password_file = dir_ / "password";
  return settings;
}

ldap::Settings SlapdProcess::tcp_settings() const {
  ldap::Settings tcp = settings();
  tcp.uri = ldap_uri();
  return tcp;
}

ldap::Settings SlapdProcess::ldaps_settings() const {
  ldap::Settings tls = settings();
  tls.uri = ldaps_uri();
  tls.ca_file = ca_file();
  return tls;
}

std::unique_ptr<ldap::Session> SlapdProcess::open() const {
  auto session = ldap::open_session(settings(), system_clock(), system_clock().steady_now() + 60s);
  if (!session) throw std::runtime_error(session.error().message + "\n" + log());
  return *std::move(session);
}

std::string SlapdProcess::ldapi_uri() const { return "ldapi://" + percent_encoded(dir_ / "ldapi"); }
std::string SlapdProcess::ldap_uri() const { return "ldap://127.0.0.1:" + std::to_string(ldap_port_); }
std::string SlapdProcess::ldaps_uri() const { return "ldaps://127.0.0.1:" + std::to_string(ldaps_port_); }

void SlapdProcess::kill() { process_->kill_and_wait(); }

void SlapdProcess::stop() {
  process_->signal(SIGTERM);
  process_->wait();
}

void SlapdProcess::suspend() { process_->suspend(); }
void SlapdProcess::resume() { process_->signal(SIGCONT); }

void SlapdProcess::take_backup() {
  stop();
  std::filesystem::remove_all(dir_ / "backup");
  std::filesystem::copy(dir_ / "data", dir_ / "backup");
  start();
}

void SlapdProcess::put_backup_back() {
  stop();
  std::filesystem::remove_all(dir_ / "data");
  std::filesystem::copy(dir_ / "backup", dir_ / "data");
  start();
}

void SlapdProcess::restart() {
  if (process_->running()) stop();
  start();
}

}  // namespace bridge::testing
