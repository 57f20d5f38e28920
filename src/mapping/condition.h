#pragma once

#include <string_view>

#include "base/result.h"
#include "mapping/source.h"
#include "scim/filter.h"

namespace bridge::mapping {

// `when`: a filter of RFC 7644 section 3.4.2.2 over what the client asserts. Null holds always.
using Condition = scim::FilterPtr;

// Fails with invalid_input: the words of the protocol's own parser, and names that cannot mean anything as
// with sources (source_names.h).
Result<Condition> parse_condition(scim::ResourceType type, std::string_view text);

bool holds(const Condition& condition, const Facts& facts);

}  // namespace bridge::mapping
