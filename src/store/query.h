#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scim/filter.h"

namespace bridge::store {

// A statement that yields the keys (column 0) of all resources of a type that can satisfy a filter, oldest
// first: ?1 is the type, ?2 the value where there is one. Some of them may not satisfy it.
struct Candidates {
  const char* sql;
  std::optional<std::string> value;
};

// By the narrowest index an equality of the filter allows; else every resource of the type. `nested`: people
// in a group through another group count, too.
Candidates candidates_for(scim::ResourceType type, const scim::Filter& filter, bool nested);

// Which member rows a filter must see to be answered as if it saw all of them.
struct MembersNeeded {
  bool all = false;
  bool one = false;                 // Any one, if there is one.
  std::vector<std::string> values;  // Those equal to one of these but for case.
};
MembersNeeded members_needed(const scim::Filter& filter);

// Whether it asks about the computed attribute of that name.
bool mentions(const scim::Filter& filter, std::string_view attribute);

}  // namespace bridge::store
