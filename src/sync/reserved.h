#pragma once

#include <optional>

#include "ldap/failure.h"
#include "sync/change.h"

namespace bridge::sync {

// What a push may not do whatever the client's rights: give somebody a name or a number that systems trust,
// or get hold of an entry that was never meant to be a person or a group of ours. What stands there already
// is no reason to refuse: only what a change brings is looked at.

// Fails with invalid_input that names the attribute.
Status check_reserved(const Context& context, const Change& change);

// Why an entry that carries our anchor must be left alone; nothing when it may be taken over.
std::optional<ldap::Failure> why_not_adopt(const mapping::Mapping& mapping, const ldap::Dn& identity,
                                           scim::ResourceType type, const ldap::Entry& entry);

bool is_objection(const ldap::Failure& failure);  // Made by why_not_adopt.

// Tells people what was refused. The flag belongs to no resource when the resource never came to be; it goes
// when a later push of that name is carried out.
Status flag_reserved(const Context& context, const Change& change, const std::string& why);
Status clear_reserved(store::Transaction& transaction, const Change& change);

}  // namespace bridge::sync
