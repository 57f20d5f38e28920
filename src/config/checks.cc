#include "config/checks.h"

#include <fmt/core.h>

#include <sstream>

#include "base/address.h"
#include "base/network.h"
#include "ldap/dial.h"

namespace bridge::config {
namespace {

void check_certificate(Section& section, const Config::Scim& scim) {
  if (!scim.certificate.empty() && scim.key.empty())
    section.fault("certificate", "is of no use without its private key; write key = \"FILE\"");
  if (scim.certificate.empty() && !scim.key.empty())
    section.fault("key", "is of no use without its certificate; write certificate = \"FILE\"");
}

void check_clients(Section& section, const Config::Scim& scim) {
  if (!scim.client_ca.empty() && scim.certificate.empty())
    section.fault("client_ca", "needs TLS; set certificate and key");
  for (const char* key : {"client_crl", "client_names"})
    if (section.has(key) && scim.client_ca.empty())
      section.fault(key, "is of no use without client_ca = \"FILE\"");
  if (section.has("client_names") && scim.client_names.empty())
    section.fault("client_names", "names nobody; leave the key out to let in all that client_ca issued");
  for (const auto& [key, networks] :
       {std::pair("allow_from", &scim.allow_from), std::pair("trusted_proxies", &scim.trusted_proxies)})
    if (const auto parsed = Networks::parse(*networks); !parsed) section.fault(key, parsed.error().message);
}

void check_listen(Section& section, const Config::Scim& scim) {
  const auto address = parse_address(scim.listen);
  if (!address) return section.fault("listen", address.error().message);
  const bool plain = scim.certificate.empty() && scim.key.empty();
  if (plain && !address->is_local() && !scim.allow_plain_http)
    section.fault(
        "listen",
        fmt::format("'{}' can be reached from other machines, and without a certificate everyone on "
                    "the way reads tokens and people's data; set certificate and key, or "
                    "allow_plain_http = true",
                    scim.listen));
}

void check_external_url(Section& section, std::string& url) {
  if (url.empty()) return;
  const bool has_scheme = url.starts_with("https://") || url.starts_with("http://");
  if (!has_scheme || url.find_first_of(" ?#\"<>") != std::string::npos)
    return section.fault("external_url",
                         fmt::format("'{}' is no URL; write \"https://scim.example.org/scim/v2\"", url));
  while (url.ends_with('/')) url.pop_back();
}

void check_uri(Section& section, const ldap::Settings& settings, const std::string& uri) {
  const auto server = ldap::parse_server(uri);
  if (!server)
    return section.fault("uri",
                         server.error().message + "; write ldap://HOST, ldaps://HOST or ldapi://%2FPATH");
  if (server->tls && settings.start_tls)
    section.fault("start_tls", "ldaps:// is encrypted from the start; write ldap:// or start_tls = false");
  const bool open = !server->tls && !server->local && !settings.start_tls && !is_loopback(server->host);
  if (!server->tls && !server->local && !settings.start_tls && !settings.certificate.empty())
    section.fault("certificate",
                  fmt::format("is shown to nobody at '{}'; write ldaps://, or start_tls = true", uri));
  if (open && !settings.bind_dn.empty() && !settings.allow_clear_text)
    section.fault("uri", fmt::format("'{}' would send the password in clear text; write ldaps://, set "
                                     "start_tls = true, or allow_clear_text = true",
                                     uri));
}

}  // namespace

void check_scim(Section& section, Config::Scim& scim) {
  check_certificate(section, scim);
  check_listen(section, scim);
  check_clients(section, scim);
  check_external_url(section, scim.external_url);
}

void check_ldap(Section& section, const ldap::Settings& settings) {
  if (!settings.bind_dn.empty() && settings.password_file.empty())
    section.fault("bind_dn", "is of no use without a password; write password_file = \"FILE\"");
  if (!settings.keytab.empty() && !settings.bind_dn.empty())
    section.fault("keytab", "says who we are, and so does bind_dn; leave one of them out");
  if (settings.certificate.empty() != settings.key.empty())
    section.fault(settings.key.empty() ? "certificate" : "key",
                  "certificate and key are of no use without each other");
  if (settings.bind_dn.empty() && !settings.password_file.empty())
    section.fault("password_file", "is of no use without a name; write bind_dn = \"DN\"");
  std::istringstream uris(settings.uri);
  if (section.has("uri") && settings.uri.find_first_not_of(' ') == std::string::npos)
    section.fault("uri", "names no server; write for example \"ldap://localhost\"");
  for (std::string uri; uris >> uri;) check_uri(section, settings, uri);
}

void check_admin(Section& section, const std::string& listen) {
  if (listen.empty()) return;
  const auto address = parse_address(listen);
  if (!address) return section.fault("listen", address.error().message);
  if (!address->is_local())
    section.fault("listen",
                  fmt::format("'{}' can be reached from other machines and asks for no token; write an "
                              "address such as \"127.0.0.1:8081\", or \"\" for none",
                              listen));
}

}  // namespace bridge::config
