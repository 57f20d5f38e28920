#include "support/bridge_account.h"

#include <stdexcept>

namespace bridge::testing {

std::string rights_of_bridge_account() {
  return std::string("limits dn.exact=\"") + kBridgeAccount +
         "\" size=unlimited\naccess to * by dn.exact=\"" + kBridgeAccount + "\" manage by * read\n";
}

ldap::Settings make_bridge_account(const SlapdProcess& slapd, const TempDir& dir) {
  const ldap::Entry account{*ldap::Dn::parse(kBridgeAccount),
                            {{"objectClass", {"organizationalRole", "simpleSecurityObject"}},
                             {"cn", {"bridge"}},
                             {"userPassword", {"bridge password"}}}};
  if (auto added = slapd.open()->add(account); !added) throw std::runtime_error(added.error().message);
  ldap::Settings settings = slapd.settings();
  settings.bind_dn = kBridgeAccount;
  settings.password_file = dir / "bridge-password";
  write_file(settings.password_file, "bridge password");
  return settings;
}

}  // namespace bridge::testing
