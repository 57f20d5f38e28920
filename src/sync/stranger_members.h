#pragma once

#include <set>

#include "mapping/mapping.h"
#include "store/reader.h"

namespace bridge::sync {

// Of the values that these changes take out of a group's member lists: the people we know who are not its
// members. Values that nobody bears, and what only comes in another spelling, are not among them.
Result<std::set<scim::ResourceId>> strangers_in(const store::Reader& reader,
                                                const mapping::MemberRules& rules,
                                                const scim::ResourceId& group,
                                                const ldap::Modifications& changes);

}  // namespace bridge::sync
