#include "config/config.h"

#include <filesystem>

#include "base/section.h"
#include "config/auth.h"
#include "config/checks.h"
#include "config/credentials.h"
#include "config/extensions.h"

namespace bridge::config {
namespace {

using namespace std::chrono_literals;

// The table of all keys. Defaults stand in the structs, meanings in packaging/config.toml.
void read_scim(Section scim, Config::Scim& into) {
  scim.read("listen", into.listen);
  scim.read("external_url", into.external_url);
  scim.read("certificate", into.certificate);
  scim.read("key", into.key);
  scim.read("allow_plain_http", into.allow_plain_http);
  scim.read("max_body_bytes", into.max_body_bytes, 1024, 64 << 20);
  scim.read("max_connections", into.max_connections, 1, 100'000);
  scim.read("workers", into.workers, 1, 256);
  scim.read("request_timeout", into.request_timeout, 1s, 10min);
  scim.read("client_ca", into.client_ca);
  scim.read("client_crl", into.client_crl);
  scim.read("client_names", into.client_names);
  scim.read("allow_from", into.allow_from);
  scim.read("trusted_proxies", into.trusted_proxies);
  scim.read("max_connections_per_address", into.max_connections_per_address, 1, 100'000);
  scim.read("hsts", into.hsts, 0ms, 24h * 730);
  read_extensions(scim, into.schemas);
  scim.finish();
  check_scim(scim, into);
}

void read_ldap(Section ldap, ldap::Settings& into) {
  ldap.require("uri", R"(uri = "ldap://localhost")");
  ldap.read("uri", into.uri);
  ldap.read("bind_dn", into.bind_dn);
  ldap.read("password_file", into.password_file);
  ldap.read("start_tls", into.start_tls);
  ldap.read("ca_file", into.ca_file);
  ldap.read("keytab", into.keytab);
  ldap.read("certificate", into.certificate);
  ldap.read("key", into.key);
  ldap.read("verify_certificate", into.verify_certificate);
  ldap.read("allow_clear_text", into.allow_clear_text);
  ldap.read("connect_timeout", into.connect_timeout, 100ms, 5min);
  ldap.read("operation_timeout", into.operation_timeout, 100ms, 5min);
  ldap.finish();
  check_ldap(ldap, into);
}

void read_guard(Section guard, Config::Guard& into) {
  guard.read("enabled", into.enabled);
  guard.read("percent", into.percent, 0, 100);
  guard.read("number", into.number, 0, 1'000'000'000);
  guard.read("disable_percent", into.disable_percent, 0, 100);
  guard.read("disable_number", into.disable_number, 0, 1'000'000'000);
  guard.read("window", into.window, 1s, 7 * 24h);
  guard.finish();
}

void read_rest(Section& root, Config& into) {
  read_guard(root.section("guard"), into.guard);

  Section admin = root.section("admin");
  admin.read("listen", into.admin_listen);
  admin.read("token_file", into.admin_token_file);
  admin.finish();
  check_admin(admin, into.admin_listen);

  Section control = root.section("control");
  control.read("socket", into.control_socket);
  control.finish();

  Section state = root.section("state");
  state.read("folder", into.state_folder);
  state.finish();

  Section mapping = root.section("mapping");
  mapping.read("file", into.mapping);
  mapping.finish();

  Section reconcile = root.section("reconcile");
  reconcile.read("every", into.reconcile.every, 0ms, 24h * 31);
  reconcile.read("mode", into.reconcile.only_report, {{"repair", false}, {"report", true}});
  reconcile.read("rollout", into.reconcile.rolls_out_by_itself, {{"manual", false}, {"auto", true}});
  reconcile.read("live", into.reconcile.live, {{"off", false}, {"auto", true}});
  reconcile.read("replica_wait", into.reconcile.replica_wait, 0ms, 1h);
  reconcile.finish();

  Section audit = root.section("audit");
  audit.read("keep", into.audit_keep, std::chrono::days(1), std::chrono::days(36500));
  audit.finish();

  Section log = root.section("log");
  log.read("level", into.log_level,
           {{"debug", LogLevel::debug},
            {"info", LogLevel::info},
            {"warning", LogLevel::warning},
            {"error", LogLevel::error}});
  using Format = Config::LogFormat;
  log.read("format", into.log_format,
           {{"text", Format::text}, {"json", Format::json}, {"journal", Format::journal}});
  log.finish();
}

// A relative path starts at the folder of the config file, wherever the daemon was started.
void make_absolute(std::string& path, const std::filesystem::path& folder) {
  if (!path.empty()) path = (folder / path).lexically_normal().string();
}

void make_paths_absolute(Config& config) {
  const auto folder = std::filesystem::absolute(config.file).parent_path();
  for (std::string* path :
       {&config.scim.certificate, &config.scim.key, &config.scim.client_ca, &config.scim.client_crl,
        &config.control_socket, &config.state_folder, &config.mapping, &config.admin_token_file,
        &config.ldap.password_file, &config.ldap.ca_file, &config.ldap.certificate, &config.ldap.key,
        &config.ldap.keytab})
    make_absolute(*path, folder);
  for (auto* issuers : {&config.auth.federation, &config.auth.entra})
    for (Config::Issuer& each : *issuers)
      if (each.keys.find("://") == std::string::npos) make_absolute(each.keys, folder);
}

void find_secrets(Config& config) {
  for (std::string* path : {&config.scim.certificate, &config.scim.key, &config.admin_token_file,
                            &config.ldap.password_file, &config.ldap.key, &config.ldap.keytab})
    if (!path->empty()) *path = readable_secret(*path);
}

}  // namespace

Result<std::shared_ptr<const Config>> load(const std::string& file) {
  TRY_AS(document, read_document(file));
  auto config = std::make_shared<Config>();
  config->file = file;
  Faults faults;
  Section root(document, faults);
  read_scim(root.section("scim"), config->scim);
  read_ldap(root.section("ldap"), config->ldap);
  read_auth(root.section("auth"), config->auth);
  read_rest(root, *config);
  root.finish();
  if (!faults.empty()) return faults.to_error();
  make_paths_absolute(*config);
  find_secrets(*config);
  return std::shared_ptr<const Config>(std::move(config));
}

}  // namespace bridge::config
