#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scim/filter.h"

namespace bridge::store {

// A statement that yields the keys (column 0) of all resources of a type that can satisfy a filter, oldest
// first: ?1 is the type, ?2 the value where there is one. Some of them may not satisfy it.
struct Candidates {
  const char* sql;
  std::optional<std::string> value;
};

// By the narrowest index an equality of the filter allows; else every resource of the type.
Candidates candidates_for(scim::ResourceType type, const scim::Filter& filter);

// Which member rows a filter must see to be answered as if it saw all of them.
struct MembersNeeded {
  bool all = false;
  bool one = false;                 // Any one, if there is one.
  std::vector<std::string> values;  // Those equal to one of these but for case.
};
MembersNeeded members_needed(const scim::Filter& filter);

}  // namespace bridge::store
