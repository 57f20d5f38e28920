#include "config/auth.h"

#include <fmt/format.h>

#include "base/address.h"
#include "config/each_table.h"

namespace bridge::config {
namespace {

using namespace std::chrono_literals;

// The enterprise application template for applications that are not in the gallery; the same for all tenants.
constexpr char kEntraAudience[] = "8adf8e6e-67b2-4cf2-a259-e3dc5476c621";

struct Defaults {
  std::string_view issuer, keys, audience;  // With "{}" where the tenant's id goes.
};

constexpr Defaults kFederation = {"https://login.microsoftonline.com/{}/v2.0",
                                  "https://login.microsoftonline.com/{}/discovery/v2.0/keys", ""};
constexpr Defaults kEntra = {"https://sts.windows.net/{}/",
                             "https://login.microsoftonline.com/{}/discovery/keys", kEntraAudience};

// What stands between "://" and the next '/' or ':'.
std::string host_of(const std::string& url) {
  const std::size_t begin = url.find("://") + 3;
  return url.substr(begin, url.find_first_of(":/", begin) - begin);
}

void check_keys(Section& section, const std::string& keys) {
  const bool plain = keys.starts_with("http://");
  if (plain && !is_loopback(host_of(keys)))
    section.fault("keys",
                  fmt::format("'{}' could be exchanged on its way; write an https:// URL or a file", keys));
  if (!plain && !keys.starts_with("https://") && keys.find("://") != std::string::npos)
    section.fault("keys", fmt::format("'{}' is no https:// URL and no file", keys));
}

void check_tenant(Section& section, const std::string& tenant) {
  if (!section.has("tenant")) return;
  const bool odd = tenant.find_first_not_of("0123456789abcdefABCDEF-") != std::string::npos;
  if (odd || tenant.size() != 36)
    section.fault("tenant", fmt::format("'{}' is no tenant id; write the one the Entra portal shows, such as "
                                        "\"2f4a9838-26b7-47ee-be60-ccc1fdec5953\"",
                                        tenant));
}

Config::Issuer read_issuer(Section section, const Defaults& defaults) {
  Config::Issuer made;
  section.require("client", R"(client = "entra")");
  section.read("client", made.client);
  section.read("rights", made.rights,
               {{"read-only", scim::Rights::read_only},
                {"users", scim::Rights::users},
                {"read-users", scim::Rights::read_users},
                {"all", scim::Rights::all}});
  section.require("tenant", R"(tenant = "2f4a9838-26b7-47ee-be60-ccc1fdec5953")");
  section.read("tenant", made.tenant);
  check_tenant(section, made.tenant);
  made.issuer = fmt::format(fmt::runtime(defaults.issuer), made.tenant);
  made.keys = fmt::format(fmt::runtime(defaults.keys), made.tenant);
  made.audience = defaults.audience;
  section.read("issuer", made.issuer);
  section.read("keys", made.keys);
  check_keys(section, made.keys);
  if (made.audience.empty()) section.require("audience", R"(audience = "api://APPLICATION-ID")");
  section.read("audience", made.audience);
  if (defaults.audience.empty()) section.require("subject", R"(subject = "OBJECT-ID")");
  section.read("subject", made.subject);
  for (const auto& [key, value] : {std::pair("issuer", &made.issuer), std::pair("audience", &made.audience),
                                   std::pair("client", &made.client)})
    if (section.has(key) && value->empty()) section.fault(key, "must not be empty: then anybody would do");
  section.finish();
  return made;
}

}  // namespace

void read_auth(Section auth, Config::Auth& into) {
  auth.read("access_token_life", into.access_token_life, 60min, 360min);
  each_table(auth, "federation", "written as [[auth.federation]]",
             [&](Section each) { into.federation.push_back(read_issuer(std::move(each), kFederation)); });
  each_table(auth, "entra", "written as [[auth.entra]]",
             [&](Section each) { into.entra.push_back(read_issuer(std::move(each), kEntra)); });
  auth.finish();
}

}  // namespace bridge::config
