#pragma once

#include "base/section.h"
#include "config/config.h"

namespace bridge::config {

// What one key alone cannot tell: settings that are wrong or unsafe together. Faults go to the section.
void check_scim(Section& section, Config::Scim& scim);  // Also takes a slash off the end of external_url.
void check_ldap(Section& section, const ldap::Settings& settings);
void check_admin(Section& section, const std::string& listen);

}  // namespace bridge::config
