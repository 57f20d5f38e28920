#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bridge::scim {

// RFC 7643 section 7, as data.
struct Attribute {
  enum class Type { string, boolean, decimal, integer, date_time, reference, binary, complex };
  enum class Mutability { read_write, read_only, write_only, immutable };
  enum class Returned { always, by_default, on_request, never };
  enum class Uniqueness { none, server, global };

  std::string name = {};
  Type type = Type::string;
  bool multi_valued = false;
  bool required = false;
  bool case_exact = false;
  Mutability mutability = Mutability::read_write;
  Returned returned = Returned::by_default;
  Uniqueness uniqueness = Uniqueness::none;
  std::string description = {};
  std::vector<std::string> canonical_values = {};
  std::vector<std::string> reference_types = {};
  std::vector<Attribute> sub_attributes = {};

  const Attribute* sub(std::string_view name) const;  // Compared without case; null when there is none.
};

// The one of that name, compared without case, or null.
const Attribute* find_attribute(const std::vector<Attribute>& attributes, std::string_view name);

struct Schema {
  std::string urn;
  std::string name;
  std::string description;
  std::vector<Attribute> attributes;

  const Attribute* find(std::string_view name) const;
};

// RFC 7643 section 6: what kind of thing, where, and with which schemas.
enum class ResourceType { user, group };

std::string_view name_of(ResourceType type);      // "User"
std::string_view endpoint_of(ResourceType type);  // "Users"

inline constexpr std::string_view kUserUrn = "urn:ietf:params:scim:schemas:core:2.0:User";
inline constexpr std::string_view kGroupUrn = "urn:ietf:params:scim:schemas:core:2.0:Group";
inline constexpr std::string_view kEnterpriseUserUrn =
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

// The core schema of a resource type first, then its extensions. The common attributes (id, externalId, meta,
// schemas; RFC 7643 section 3.1) are found in every core schema. Lives as long as the process; any thread.
std::span<const Schema> schemas_of(ResourceType type);

// By URN, compared without case; null when this resource type has no such schema.
const Schema* find_schema(ResourceType type, std::string_view urn);

}  // namespace bridge::scim
