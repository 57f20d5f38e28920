#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "config/config.h"
#include "scim/json.h"

namespace bridge::auth {

// Whether claims (RFC 7519 section 4.1) are those of this issuer, tenant, audience and, when one is set,
// subject, and whether they are valid now. Every one must be there: Entra's audience is the same for all
// tenants, so that alone says nothing. Fails with the reason, for the log. A clock may be wrong by a minute.
Result<Done, std::string_view> check_claims(const scim::Json& claims, const config::Config::Issuer& issuer,
                                            WallTime now);

}  // namespace bridge::auth
