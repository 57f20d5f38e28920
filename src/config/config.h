#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/result.h"
#include "ldap/settings.h"
#include "scim/extensions.h"
#include "scim/rights.h"

namespace bridge::config {

// The daemon's settings, loaded once and then constant. Every key, its default and its meaning stand in one
// table (config.cc) and in the shipped config.toml.
struct Config {
  std::string file;  // Where it was read from.

  struct Scim {
    std::string listen =
        "127.0.0.1:8080";      // "address:port", "[v6]:port" or "unix:/path"; port 0 takes a free one.
    std::string external_url;  // What clients call us ("https://host/scim/v2"); empty: from the Host header.
    std::string certificate;   // PEM chain; empty: plain HTTP.
    std::string key;           // PEM.
    bool allow_plain_http = false;  // Plain HTTP elsewhere than on loopback or a Unix socket.
    std::size_t max_body_bytes = 1 << 20;
    int max_connections = 2000;
    int workers = 16;  // Request workers, and LDAP sessions.
    std::chrono::milliseconds request_timeout{20000};
    std::string client_ca;                     // PEM; clients must show a certificate of these. Empty: none.
    std::string client_crl;                    // PEM; certificates that count no more.
    std::vector<std::string> client_names;     // Subjects or alternative names that may come; empty: all.
    std::vector<std::string> allow_from;       // Networks; empty: all.
    std::vector<std::string> trusted_proxies;  // Networks, or "unix": their X-Forwarded-* are believed.
    int max_connections_per_address = 500;     // But of trusted proxies.
    std::chrono::milliseconds hsts{std::chrono::hours(24 * 365)};  // 0: the header is not sent.
    std::vector<bridge::scim::Extension> schemas;  // The operator's own; scim::declare_extensions takes them.
  } scim;

  // How much may be destroyed within the window before a person is asked; a limit is passed when both its
  // numbers are.
  struct Guard {
    bool enabled = true;
    int percent = 10;  // Deletes, removals of members, renames, clears of attributes.
    int number = 50;
    int disable_percent = 20;
    int disable_number = 200;
    std::chrono::milliseconds window = std::chrono::hours(1);
  } guard;

  std::string admin_listen = "127.0.0.1:8081";  // /healthz, /readyz, /metrics, /status; empty: none.
  std::string admin_token_file;  // Holds the token that lets people be looked up on /status; empty: nobody.
  // Whose JWTs are believed, and for which client they stand.
  struct Issuer {
    std::string client;
    bridge::scim::Rights rights = bridge::scim::Rights::all;
    std::string tenant;
    std::string issuer;
    std::string audience;
    std::string subject;  // Empty: any.
    std::string keys;     // A JWK set: a file, or an https URL.
  };
  struct Auth {
    std::chrono::milliseconds access_token_life{std::chrono::hours(1)};
    std::vector<Issuer> federation;  // Of client assertions, for the token endpoint.
    std::vector<Issuer> entra;       // Of bearer tokens.
  } auth;

  std::string control_socket = "/run/scim-ldap-bridge/control.sock";
  std::string state_folder = "/var/lib/scim-ldap-bridge";
  std::string mapping =
      "/etc/scim-ldap-bridge/mappings/openldap-inetorgperson.toml";  // Relative: to the config file.
  ldap::Settings ldap;

  struct Reconcile {
    std::chrono::milliseconds every{3'600'000};      // Between passes; zero: only when asked.
    bool only_report = false;                        // `mode`
    bool rolls_out_by_itself = false;                // `rollout`
    bool live = true;                                // Watches the directory's changes where it tells them.
    std::chrono::milliseconds replica_wait{60'000};  // For a server that lacks what was written.
  } reconcile;

  std::chrono::milliseconds audit_keep = std::chrono::days(365);
  LogLevel log_level = LogLevel::info;
  enum class LogFormat { text, json, journal } log_format = LogFormat::text;
};

// Every fault in the file, each as file:line:column, the offending text and what to write instead; one a
// line.
Result<std::shared_ptr<const Config>> load(const std::string& file);

inline constexpr char kDefaultFile[] = "/etc/scim-ldap-bridge/config.toml";

}  // namespace bridge::config
