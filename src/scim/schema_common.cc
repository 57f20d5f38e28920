#include "scim/schema_tables.h"

namespace bridge::scim {

using Type = Attribute::Type;
using Mutability = Attribute::Mutability;
using Returned = Attribute::Returned;
using Uniqueness = Attribute::Uniqueness;

// RFC 7643 sections 3 and 3.1. They stand in each core schema, so that clients which learn from /Schemas what
// can be mapped find externalId there.
std::vector<Attribute> common_attributes() {
  return {
      {.name = "schemas",
       .type = Type::reference,
       .multi_valued = true,
       .returned = Returned::always,
       .description = "The URNs of the schemas that describe this resource.",
       .reference_types = {"uri"}},
      {.name = "id",
       .case_exact = true,
       .mutability = Mutability::read_only,
       .returned = Returned::always,
       .uniqueness = Uniqueness::server,
       .description = "What this service calls the resource; given once and never again."},
      {.name = "externalId",
       .case_exact = true,
       .uniqueness = Uniqueness::server,
       .description = "What the provisioning client calls the resource."},
      {.name = "meta",
       .type = Type::complex,
       .mutability = Mutability::read_only,
       .description = "What this service knows about the resource itself.",
       .sub_attributes = {{.name = "resourceType",
                           .case_exact = true,
                           .mutability = Mutability::read_only,
                           .description = "The name of the resource type."},
                          {.name = "created",
                           .type = Type::date_time,
                           .mutability = Mutability::read_only,
                           .description = "When the resource was made."},
                          {.name = "lastModified",
                           .type = Type::date_time,
                           .mutability = Mutability::read_only,
                           .description = "When the resource was last changed."},
                          {.name = "location",
                           .type = Type::reference,
                           .case_exact = true,
                           .mutability = Mutability::read_only,
                           .description = "The URI of the resource.",
                           .reference_types = {"uri"}},
                          {.name = "version",
                           .case_exact = true,
                           .mutability = Mutability::read_only,
                           .description = "The entity tag of the resource."}}},
  };
}

}  // namespace bridge::scim
