#include <utility>

#include "scim/schema_tables.h"

namespace bridge::scim {
namespace {

using Type = Attribute::Type;
using Mutability = Attribute::Mutability;
using Returned = Attribute::Returned;
using Uniqueness = Attribute::Uniqueness;

Attribute primary() {
  return {.name = "primary", .type = Type::boolean, .description = "Whether this is the preferred one."};
}

Attribute kind(std::vector<std::string> usual) {
  return {.name = "type", .description = "What it is used for.", .canonical_values = std::move(usual)};
}

// A multi-valued attribute with the sub-attributes of RFC 7643 section 2.4.
Attribute several(std::string name, std::string description, std::vector<std::string> usual_types,
                  Attribute value) {
  value.name = "value";
  value.description = "The value itself.";
  return {.name = std::move(name),
          .type = Type::complex,
          .multi_valued = true,
          .description = std::move(description),
          .sub_attributes = {std::move(value),
                             {.name = "display", .description = "A name for people to read."},
                             kind(std::move(usual_types)),
                             primary()}};
}

Attribute name() {
  return {.name = "name",
          .type = Type::complex,
          .description = "The parts of the person's name.",
          .sub_attributes = {{.name = "formatted", .description = "The full name, ready to show."},
                             {.name = "familyName", .description = "The family name, or last name."},
                             {.name = "givenName", .description = "The given name, or first name."},
                             {.name = "middleName", .description = "The middle names."},
                             {.name = "honorificPrefix", .description = "A title before the name."},
                             {.name = "honorificSuffix", .description = "A title after the name."}}};
}

Attribute addresses() {
  return {.name = "addresses",
          .type = Type::complex,
          .multi_valued = true,
          .description = "Postal addresses.",
          .sub_attributes = {{.name = "formatted", .description = "The full address, ready to print."},
                             {.name = "streetAddress", .description = "Street, house number, flat."},
                             {.name = "locality", .description = "The city."},
                             {.name = "region", .description = "The state or region."},
                             {.name = "postalCode", .description = "The postal code."},
                             {.name = "country", .description = "The country."},
                             kind({"work", "home", "other"}),
                             primary()}};
}

Attribute groups() {
  Attribute groups{.name = "groups",
                   .type = Type::complex,
                   .multi_valued = true,
                   .mutability = Mutability::read_only,
                   .description = "The groups this person is in; changed through the groups.",
                   .sub_attributes = {{.name = "value", .case_exact = true, .description = "The group's id."},
                                      {.name = "$ref",
                                       .type = Type::reference,
                                       .case_exact = true,
                                       .description = "The group's URI.",
                                       .reference_types = {"Group"}},
                                      {.name = "display", .description = "The group's name."},
                                      {.name = "type",
                                       .description = "How the person came to be in it.",
                                       .canonical_values = {"direct", "indirect"}}}};
  for (Attribute& sub : groups.sub_attributes) sub.mutability = Mutability::read_only;
  return groups;
}

}  // namespace

Schema user_schema() {
  return {.urn = std::string(kUserUrn),
          .name = "User",
          .description = "User Account",
          .attributes = {
              {.name = "userName",
               .required = true,
               .uniqueness = Uniqueness::server,
               .description = "The name the person signs in with."},
              name(),
              {.name = "displayName", .description = "The name to show for the person."},
              {.name = "nickName", .description = "What the person is casually called."},
              {.name = "profileUrl",
               .type = Type::reference,
               .description = "A page about the person.",
               .reference_types = {"external"}},
              {.name = "title", .description = "The person's position, such as \"Vice President\"."},
              {.name = "userType", .description = "How the person belongs to the organisation."},
              {.name = "preferredLanguage", .description = "The languages the person prefers."},
              {.name = "locale", .description = "How dates and numbers are written for the person."},
              {.name = "timezone", .description = "The person's time zone."},
              {.name = "active", .type = Type::boolean, .description = "Whether the person may sign in."},
              {.name = "password",
               .case_exact = true,
               .mutability = Mutability::write_only,
               .returned = Returned::never,
               .description = "The person's password in clear text, handed on and never kept."},
              several("emails", "E-mail addresses.", {"work", "home", "other"}, {}),
              several("phoneNumbers", "Telephone numbers.",
                      {"work", "home", "mobile", "fax", "pager", "other"}, {}),
              several("ims", "Instant messaging addresses.",
                      {"aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo"}, {}),
              several("photos", "Pictures of the person.", {"photo", "thumbnail"},
                      {.type = Type::reference, .case_exact = true, .reference_types = {"external"}}),
              addresses(),
              groups(),
              several("entitlements", "What the person is entitled to.", {}, {}),
              several("roles", "The person's roles.", {}, {}),
              several("x509Certificates", "Certificates issued to the person.", {},
                      {.type = Type::binary, .case_exact = true}),
          }};
}

Schema enterprise_user_schema() {
  return {.urn = std::string(kEnterpriseUserUrn),
          .name = "EnterpriseUser",
          .description = "Enterprise User",
          .attributes = {
              {.name = "employeeNumber", .description = "What the organisation calls the person."},
              {.name = "costCenter", .description = "The name of a cost centre."},
              {.name = "organization", .description = "The name of an organisation."},
              {.name = "division", .description = "The name of a division."},
              {.name = "department", .description = "The name of a department."},
              {.name = "manager",
               .type = Type::complex,
               .description = "The person's manager.",
               .sub_attributes = {
                   {.name = "value", .case_exact = true, .description = "The id of the manager's resource."},
                   {.name = "$ref",
                    .type = Type::reference,
                    .case_exact = true,
                    .description = "The URI of the manager's resource.",
                    .reference_types = {"User"}},
                   {.name = "displayName",
                    .mutability = Mutability::read_only,
                    .description = "The manager's name."}}}}};
}

}  // namespace bridge::scim
