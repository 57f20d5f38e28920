#include "ldap/tls_context.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
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

// What a context is made of, and when the files were written.
using Rules = std::tuple<std::string, bool, std::string, std::string, fs::file_time_type, fs::file_time_type>;

const char* or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

fs::file_time_type written(const std::string& file) {
  std::error_code ignored;
  return fs::last_write_time(file, ignored);
}

// libldap also looks at these when it checks the host name, so each handle needs them.
int set_rules(LDAP* handle, const std::string& ca_file, const Settings& settings) {
  int demand = settings.verify_certificate ? LDAP_OPT_X_TLS_DEMAND : LDAP_OPT_X_TLS_NEVER;
  ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTDIR, nullptr);
  ldap_set_option(handle, LDAP_OPT_X_TLS_CACERTFILE, or_null(ca_file));
  ldap_set_option(handle, LDAP_OPT_X_TLS_CERTFILE, or_null(settings.certificate));
  ldap_set_option(handle, LDAP_OPT_X_TLS_KEYFILE, or_null(settings.key));
  return ldap_set_option(handle, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand);
}

// A context for others to share; null when it cannot be made (a bad CA file). Asking libldap for it takes a
// reference that nothing can give back, so it lives as long as the process, whatever becomes of the handles.
void* make_context(const std::string& ca_file, const Settings& settings) {
  LDAP* raw = nullptr;
  if (ldap_create(&raw) != LDAP_SUCCESS) return nullptr;
  const LdapHandle maker(raw);
  int as_client = 0;
  void* context = nullptr;
  int oldest = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
  ldap_set_option(raw, LDAP_OPT_X_TLS_PROTOCOL_MIN, &oldest);
  if (set_rules(raw, ca_file, settings) != LDAP_OPT_SUCCESS ||
      ldap_set_option(raw, LDAP_OPT_X_TLS_NEWCTX, &as_client) != LDAP_OPT_SUCCESS) {
    return nullptr;
  }
  ldap_get_option(raw, LDAP_OPT_X_TLS_CTX, &context);
  return context;
}

// Never destroyed, as what it holds is not.
Guarded<std::map<Rules, void*>>& contexts() {
  static auto& instance = *new Guarded<std::map<Rules, void*>>;
  return instance;
}

}  // namespace

int use_tls(LDAP* handle, const Settings& settings) {
  const std::string ca_file = authorities(settings);
  const Rules rules{ca_file,          settings.verify_certificate,  settings.certificate, settings.key,
                    written(ca_file), written(settings.certificate)};
  if (const int code = set_rules(handle, ca_file, settings); code != LDAP_OPT_SUCCESS) return code;
  return contexts().with([&](auto& known) {
    auto found = known.find(rules);
    if (found == known.end()) {
      void* made = make_context(ca_file, settings);
      if (made == nullptr) return LDAP_CONNECT_ERROR;
      found = known.emplace(rules, made).first;
    }
    return ldap_set_option(handle, LDAP_OPT_X_TLS_CTX, found->second);
  });
}

bool speaks_modern_tls(LDAP* handle) {
  char* raw = nullptr;
  ldap_get_option(handle, LDAP_OPT_X_TLS_VERSION, &raw);
  const LdapText version(raw);
  constexpr std::string_view kModern[] = {"TLS1.2", "TLS1.3", "TLSv1.2",
                                          "TLSv1.3"};  // GnuTLS's and OpenSSL's words.
  return version != nullptr &&
         std::find(std::begin(kModern), std::end(kModern), version.get()) != std::end(kModern);
}

}  // namespace bridge::ldap
