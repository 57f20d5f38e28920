#pragma once

#include "ldap/schema.h"
#include "mapping/finding.h"
#include "mapping/loader.h"

namespace bridge::mapping {

// What in a mapping file cannot work with a server's schema. `document` is the file it was loaded from,
// `uuid_attribute` tells the make of server (ldap::ServerTraits). Pure.
Findings check_schema(const Rulebook& book, const Node& document, const ldap::Schema& schema,
                      std::string_view uuid_attribute = "entryUUID");

// Attributes by which a server locks an account, each understood by one kind of server.
struct LockAttribute {
  std::string_view name;
  std::string_view uuid_attribute;  // Of the servers that heed it: ldap::ServerTraits.
  std::string_view server;
};
const LockAttribute* lock_attribute(const ldap::AttributeName& name);  // Or null.

}  // namespace bridge::mapping
