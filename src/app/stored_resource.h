#pragma once

#include <map>
#include <string>

#include "mapping/mapping.h"
#include "scim/json.h"
#include "store/store.h"

namespace bridge::app {

// The resource of that id, or else of that userName, externalId or (a group) displayName; or nothing.
Result<std::optional<scim::Resource>> find_resource(const store::Reader& reader, const std::string& name);

// A resource as stored, by its id, or else by userName, externalId or a group's displayName: "id", "type",
// "body", "dn" (of its entry), "chosen" (values chosen for it), "entries" (the DNs of resources whose ids
// stand in it). Fails with not_found.
Result<scim::Json> show_resource(store::Store& store, const std::string& name);

// The same, for a mapping to work on.
struct StoredResource {
  scim::Resource resource;
  std::map<std::string, std::string> entries;  // DNs of resources that it names, by id.
  mapping::Chosen chosen;
  std::string dn;  // Of its entry; empty when we know of none.
};
StoredResource read_stored(const scim::Json& shown);

// Looks DNs up in `stored`, which must outlive it.
mapping::DnOf dn_lookup(const StoredResource& stored);

}  // namespace bridge::app
