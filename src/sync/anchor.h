#pragma once

#include "ldap/session.h"
#include "mapping/mapping.h"

namespace bridge::sync {

// The value of the anchor that the mapping makes of a resource, or nothing.
std::optional<std::string> anchor_value(const mapping::Mapping& mapping, const scim::Resource& resource);

// The same of an entry as it shall be.
std::optional<std::string> anchor_in(const mapping::Mapping& mapping, scim::ResourceType type,
                                     const mapping::Desired& entry);

// Looks where the mapping has entries of this type for the one that carries the anchor, searched for by
// LDAP's rules and compared byte for byte; with the attributes named, and the server's UUID. Nothing when
// there is none; a `not_unique` when there are several.
ldap::Outcome<std::optional<ldap::Entry>> find_by_anchor(ldap::Session& session,
                                                         const mapping::Mapping& mapping,
                                                         scim::ResourceType type, const std::string& value,
                                                         std::vector<std::string> attributes);

}  // namespace bridge::sync
