#pragma once

#include <string>

#include "support/slapd_process.h"

namespace bridge::testing {

// An account for the bridge, so that it is somebody else than the root DN with which tests edit by hand.
inline constexpr char kBridgeAccount[] = "cn=bridge,dc=example,dc=org";

// Lines of slapd.conf, in the database: the account may do everything. What shall come before goes before it.
std::string rights_of_bridge_account();

// Makes it and says how to sign in; the password goes into a file in `dir`.
ldap::Settings make_bridge_account(const SlapdProcess& slapd, const TempDir& dir);

}  // namespace bridge::testing
