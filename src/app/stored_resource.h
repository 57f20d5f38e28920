#pragma once

#include "scim/json.h"
#include "store/store.h"

namespace bridge::app {

// A resource as stored, by its id, or else by userName, externalId or a group's displayName: "id", "type",
// "body", "dn" (of its entry), "chosen" (values chosen for it), "entries" (the DNs of resources whose ids
// stand in it). Fails with not_found.
Result<scim::Json> show_resource(store::Store& store, const std::string& name);

}  // namespace bridge::app
