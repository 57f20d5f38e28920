#pragma once

#include <optional>
#include <string>

#include "mapping/rule.h"

namespace bridge::mapping {

// What values a rule gives, as far as it can be said without a resource.

// Whether every resource gets a value: it ends in constants, the id, a user's userName, a group's
// displayName, or in results of such rules, and nothing on the way can leave nothing of them.
bool is_sure(const ResourceRules& rules, const Rule& rule);

// Whether a resource can get more than one.
bool may_be_several(const Rule& rule);

// What texts come out of it.
enum class Content {
  text,       // Anything.
  ascii,      // Anything in ASCII.
  telephone,  // Numbers as people write them.
  integer,
  boolean,    // TRUE or FALSE.
  date_time,  // As SCIM writes it.
  time,       // As LDAP writes it (RFC 4517 section 3.3.13).
  country,    // Two letters.
  reference,  // A distinguished name.
  chosen,     // Words that the file itself lists.
};
Content content_of(scim::ResourceType type, const Rule& rule, const Alternative& alternative);

// The value, when it is the same for everybody.
std::optional<std::string> constant(const Template& made);

// The attributes of SCIM that a rule's value begins with, fallbacks left out.
std::vector<std::string> first_sources(const Rule& rule);

}  // namespace bridge::mapping
