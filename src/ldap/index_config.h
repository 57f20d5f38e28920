#pragma once

#include "ldap/database_config.h"

// How other makes of server than OpenLDAP tell which attributes have an index.

namespace bridge::ldap {

// 389 Directory Server: nsIndex entries of the backend that holds `base`. Nothing when we may not see them.
Outcome<std::optional<DatabaseConfig>> read_389_indices(Session& session, const Dn& base);

// Active Directory: searchFlags in the schema, and links between entries, which are indexed both ways.
// Nothing when we may not read the schema.
Outcome<std::optional<DatabaseConfig>> read_active_directory_indices(Session& session);

}  // namespace bridge::ldap
