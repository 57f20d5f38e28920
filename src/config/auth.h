#pragma once

#include "base/section.h"
#include "config/config.h"

namespace bridge::config {

// [auth] with its [[auth.federation]] and [[auth.entra]]. Microsoft's issuers, audience and key addresses
// follow from the tenant unless they are given. Faults go to the section.
void read_auth(Section auth, Config::Auth& into);

}  // namespace bridge::config
