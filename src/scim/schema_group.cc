#include "scim/schema_tables.h"

namespace bridge::scim {

using Type = Attribute::Type;
using Mutability = Attribute::Mutability;
using Uniqueness = Attribute::Uniqueness;

Schema group_schema() {
  return {.urn = std::string(kGroupUrn),
          .name = "Group",
          .description = "Group",
          .attributes = {
              {.name = "displayName",
               .required = true,
               .uniqueness = Uniqueness::server,
               .description = "The name to show for the group."},
              {.name = "members",
               .type = Type::complex,
               .multi_valued = true,
               .description = "Who is in the group.",
               .sub_attributes = {
                   {.name = "value", .mutability = Mutability::immutable, .description = "The member's id."},
                   {.name = "$ref",
                    .type = Type::reference,
                    .case_exact = true,
                    .mutability = Mutability::immutable,
                    .description = "The member's URI.",
                    .reference_types = {"User", "Group"}},
                   {.name = "type",
                    .mutability = Mutability::immutable,
                    .description = "What kind of thing the member is.",
                    .canonical_values = {"User", "Group"}},
                   {.name = "display", .description = "The member's name."}}}}};
}

}  // namespace bridge::scim
