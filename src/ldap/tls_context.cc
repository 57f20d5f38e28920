#include "ldap/tls_context.h"

#include <filesystem>
#include <map>
#include <string>
#include <tuple>

#include "base/guarded.h"

namespace bridge::ldap {
namespace {

namespace fs = std::filesystem;

// Where Debian and Fedora keep the authorities a machine trusts. libldap itself knows them only by ldap.conf.
constexpr const char* kSystemAuthorities[] = {"/etc/ssl/certs/ca-certificates.crt",
                                              "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem"};

std::string authorities(const Settings& settings) {
  if (!settings.ca_file.empty()) return settings.ca_file;
  std::error_code ignored;
  for (const char* file : kSystemAuthorities) {
    if (fs::exists(file, ignored)) return file;
  }
  return "";
}

using Rules =
    std::tuple<std::string, bool, fs::file_time_type>;  // CA file, verify, when the file was written.

// GnuTLS, which Debian's libldap uses, takes no notice of LDAP_OPT_X_TLS_PROTOCOL_MIN.
int require_tls_1_2(LDAP* handle) {
  int oldest = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
  ldap_set_option(handle, LDAP_OPT_X_TLS_PROTOCOL_MIN, &oldest);
  char* raw = nullptr;
  ldap_get_option(nullptr, LDAP_OPT_X_TLS_PACKAGE, &raw);
  const LdapText package(raw);
  if (package == nullptr || std::string_view(package.get()) != "GnuTLS") return LDAP_OPT_SUCCESS;
  return ldap_set_option(handle, LDAP_OPT_X_TLS_CIPHER_SUITE,
                         "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2");
}

// libldap also looks at these when it checks the host name, so each handle needs them.
int set_rules(LDAP* handle, const std::string& ca_file, bool verify) {
  int demand = verify ? LDAP_OPT_X_TLS_DEMAND : LDAP_OPT_X_TLS_NEVER;
  ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTDIR, nullptr);
  ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, ca_file.empty() ? nullptr : ca_file.c_str());
  return ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
}

// The handle that owns the context others share; null when the context cannot be made (a bad CA file).
LdapHandle make_owner(const std::string& ca_file, bool verify) {
  LDAP* raw = nullptr;
  if (ldap_create(&raw) != LDAP_SUCCESS) return nullptr;
  LdapHandle owner(raw);
  int as_client = 0;
  const bool made = set_rules(raw, ca_file, verify) == LDAP_OPT_SUCCESS &&
                    require_tls_1_2(raw) == LDAP_OPT_SUCCESS &&
                    ldap_set_option(raw, LDAP_OPT_X_TLS_NEWCTX, &as_client) == LDAP_OPT_SUCCESS;
  return made ? std::move(owner) : nullptr;
}

Guarded<std::map<Rules, LdapHandle>>& owners() {
  static Guarded<std::map<Rules, LdapHandle>> instance;
  return instance;
}

}  // namespace

int use_tls(LDAP* handle, const Settings& settings) {
  const std::string ca_file = authorities(settings);
  std::error_code ignored;
  const Rules rules{ca_file, settings.verify_certificate, fs::last_write_time(ca_file, ignored)};
  if (const int code = set_rules(handle, ca_file, settings.verify_certificate); code != LDAP_OPT_SUCCESS)
    return code;
  return owners().with([&](auto& known) {
    auto found = known.find(rules);
    if (found == known.end()) {
      std::erase_if(known, [&](const auto& old) { return std::get<0>(old.first) == ca_file; });
      LdapHandle owner = make_owner(ca_file, settings.verify_certificate);
      if (owner == nullptr) return LDAP_CONNECT_ERROR;
      found = known.emplace(rules, std::move(owner)).first;
    }
    void* context = nullptr;
    ldap_get_option(found->second.get(), LDAP_OPT_X_TLS_CTX, &context);
    return ldap_set_option(handle, LDAP_OPT_X_TLS_CTX, context);
  });
}

}  // namespace bridge::ldap
