#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mapping/unusable.h"
#include "scim/filter.h"
#include "scim/path.h"

namespace bridge::mapping {

// What a rule reads from a resource's body: an attribute path, for a multi-valued attribute perhaps with a
// value filter (RFC 7644 section 3.5.2's valuePath): `emails[type eq "work"].value`.
struct SourcePath {
  scim::AttributePath path;
  scim::FilterPtr filter;  // Or null.
  std::string text;        // As written.
};

// Fails with invalid_input that says what is wrong with it: the words of the protocol's own parser, names
// that are nearly but not quite in the schema, attributes that never stand in a body, complex attributes
// without their part. Other names unknown to the schema are taken: what clients send beside it is kept.
Result<SourcePath> parse_source_path(scim::ResourceType type, std::string_view text);

struct Selection {
  std::vector<std::string> values;  // The primary one first; none of them empty.
  Unusables unusable{};             // What stood there and is no single value, as JSON.
};

// Numbers read as JSON prints them, booleans as LDAP's TRUE and FALSE.
Selection select(scim::ResourceType type, const SourcePath& source, const scim::Json& body);

}  // namespace bridge::mapping
