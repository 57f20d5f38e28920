#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "scim/schema.h"

namespace bridge::scim {

// An attribute path (RFC 7644 section 3.10): "userName", "name.familyName", "urn:…:User:manager.value".
// Names are spelled as the schema spells them where it knows them, else as written; the URN of the core
// schema is left out. Compare with ==; after parsing no string is a path any more.
struct AttributePath {
  std::string urn;        // Of an extension, else empty.
  std::string attribute;  // May be empty when the path is the URN of an extension as a whole.
  std::string sub;        // Or empty.

  bool operator==(const AttributePath&) const = default;
};

// Fails with invalid_input/invalidPath that quotes the text. Unknown names are no failure (what clients send
// beside the schema is kept); malformed ones are.
Result<AttributePath> parse_attribute_path(ResourceType type, std::string_view text);

std::string to_text(const AttributePath& path);

// What the schema says of it (of the sub-attribute, where there is one), or null.
const Attribute* find_attribute(ResourceType type, const AttributePath& path);

}  // namespace bridge::scim
