#include "support/lab_server.h"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "ldap/libldap_session.h"
#include "support/child_process.h"

namespace bridge::testing {
namespace {

using namespace std::chrono_literals;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " is not set: use tests/lab/directory");
  return value;
}

int depth(ldap::Dn dn) {
  int steps = 0;
  for (; !dn.empty(); dn = dn.parent()) ++steps;
  return steps;
}

}  // namespace

bool LabServer::present() { return std::getenv("LAB_SERVER") != nullptr; }

LabServer::LabServer() : make_(variable("LAB_SERVER")), base_(*ldap::Dn::parse(variable("LAB_LDAP_BASE"))) {}

ldap::Settings LabServer::settings() const {
  return settings_of(variable("LAB_BIND_DN"), variable("LAB_BIND_PASSWORD"));
}

ldap::Settings LabServer::bridge_settings() const {
  return settings_of(variable("LAB_BRIDGE_DN"), variable("LAB_BRIDGE_PASSWORD"));
}

ldap::Settings LabServer::settings_of(const std::string& name, const std::string& password) const {
  ldap::Settings settings;
  settings.uri = variable("LAB_LDAP_URI");
  settings.bind_dn = name;
  settings.password_file = dir_ / std::to_string(std::hash<std::string>{}(name + '\0' + password));
  settings.start_tls = true;
  settings.ca_file = variable("LAB_CA_FILE");
  write_file(settings.password_file, password);
  return settings;
}

void LabServer::apply(const std::string& ldif_file) const {
  const ldap::Settings admin = settings();
  run_command({"env", "LDAPTLS_CACERT=" + admin.ca_file, "ldapmodify", "-x", "-ZZ", "-H", admin.uri, "-D",
               admin.bind_dn, "-y", admin.password_file, "-f", ldif_file});
}

std::unique_ptr<ldap::Session> LabServer::open() const {
  auto session = ldap::open_session(settings(), system_clock(), system_clock().steady_now() + 60s);
  if (!session) throw std::runtime_error(session.error().message);
  return *std::move(session);
}

std::string utf16_quoted(const std::string& password) {
  std::string result;
  for (const char c : "\"" + password + "\"") result += {c, '\0'};
  return result;
}

void remove_tree(ldap::Session& session, const ldap::Dn& top) {
  std::vector<ldap::Dn> all;
  auto found = session.search({.base = top, .scope = ldap::Scope::subtree, .attributes = {"1.1"}},
                              [&](ldap::Entry&& entry) {
                                all.push_back(entry.dn);
                                return true;
                              });
  if (!found && found.error().kind == ldap::Failure::Kind::no_such_object) return;
  if (!found) throw std::runtime_error(found.error().message);
  // Each parent has fewer parents than its children.
  std::sort(all.begin(), all.end(),
            [](const ldap::Dn& left, const ldap::Dn& right) { return depth(left) > depth(right); });
  for (const ldap::Dn& dn : all) {
    if (auto removed = session.remove(dn); !removed) throw std::runtime_error(removed.error().message);
  }
}

}  // namespace bridge::testing
