#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/secret.h"
#include "base/strong.h"
#include "scim/json.h"
#include "scim/member.h"
#include "scim/schema.h"

namespace bridge::scim {

using ResourceId = Strong<struct ResourceIdTag>;

// A resource as remembered. The body is in normal form and holds what the client asserts and nothing we
// compute: no id, no meta, no members, no groups, no password.
struct Resource {
  ResourceId id;
  ResourceType type = ResourceType::user;
  Json body;
  long version = 1;  // Rises by one with each change; the ETag is W/"version".
  WallTime created;
  WallTime last_modified;
};

// What a POST or PUT body says, taken apart.
struct Content {
  Json body;
  std::optional<std::vector<Member>> members;  // Groups only; nothing when the client did not say.
  std::optional<Secret> password;              // Users only.
};

// Brings a body into normal form: names as the schema spells them (clients use any case); booleans, also
// those sent as strings, as booleans; `"active": "False"` too; nulls, empty strings and empty lists left out;
// read-only attributes (id, meta, groups) left out; at most one primary per attribute (the last one wins);
// equal elements folded; the extension of a schema kept though `schemas` does not name it; `schemas` made to
// name what is there; unknown attributes and extensions kept as sent. Fails with invalid_input, scimType and
// a detail that names the attribute: a required attribute missing (userName, displayName of a group), a value
// of the wrong kind (invalidValue), not an object (invalidSyntax).
Result<Content> normalise(ResourceType type, const Json& body);

// What every client reads (RFC 7643 section 3.1): the body with schemas, id and meta (resourceType, created,
// lastModified, location, version).
Json render(const Resource& resource, std::string_view base_url);

std::string etag_of(const Resource& resource);
std::string location_of(ResourceType type, const ResourceId& id, std::string_view base_url);

}  // namespace bridge::scim
