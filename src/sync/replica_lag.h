#pragma once

#include <functional>
#include <optional>
#include <string>

#include "sync/context.h"

namespace bridge::sync {

// The flag of a directory that has not seen what was written to it; at no resource.
inline constexpr char kBehind[] = "behind";

// Why the server of this session must not be compared with the state yet: it has not seen a change that was
// made before (contextCSN, as OpenLDAP counts), or it answers us only since a moment and tells nobody how far
// it is. Nothing when it may. Fails as searches do.
ldap::Outcome<std::optional<std::string>> why_behind(const Context& context, ldap::Session& session);

// The same, asked again until there is no reason any more, or `until`, or `goes_on` says no.
ldap::Outcome<std::optional<std::string>> wait_while_behind(
    const Context& context, ldap::Session& session, SteadyTime until,
    const std::function<bool()>& goes_on = [] { return true; });

// For people: what that means for whoever wanted to repair.
Error held_because_behind(const std::string& why);

}  // namespace bridge::sync
