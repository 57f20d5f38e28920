#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "scim/schema.h"

namespace bridge::scim {

// A schema of the operator's own that extends a resource type (RFC 7643 section 3.3).
struct Extension {
  ResourceType type = ResourceType::user;
  Schema schema;
};

// From here on schemas_of and find_schema know these, behind the built-in ones and instead of those declared
// before. Call it once, before mapping files are read and before the first thread starts; nothing guards it.
// What schemas_of gave out before stays valid.
void declare_extensions(const std::vector<Extension>& extensions);

// All that is unknown to the schemas in a resource's body, each once: attributes ("shoeSize"), parts
// ("emails.note"), extensions by their URN alone.
std::vector<std::string> unknown_names(ResourceType type, const nlohmann::json& body);

// Whether some schema declares by now what unknown_names called so.
bool is_declared(const std::string& name);

}  // namespace bridge::scim
