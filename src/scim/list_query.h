#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "scim/exchange.h"
#include "scim/filter.h"
#include "scim/listing.h"

namespace bridge::scim {

// What a list is asked for (RFC 7644 section 3.4.2, RFC 9865), as far as it concerns one resource type: names
// are read by its schemas.
struct ListQuery {
  Projection projection;
  FilterPtr filter;                      // Null: all.
  std::optional<AttributePath> sort_by;  // Nothing: oldest first.
};
Result<ListQuery> parse_list_query(ResourceType type, const Request& request);

// Whether sortOrder asks for the last first. Fails with invalid_input/invalidValue for any other word.
Result<bool> parse_descending(const Request& request);

// What makes two queries the same list in the same order, whatever page and attributes they ask for.
std::string identity_of_list(const Request& request);

// A SearchRequest (RFC 7644 section 3.4.3) as the parameters of a GET that asks the same. `schemas` may be
// missing or name anything, and unknown keys are left alone; keys of the wrong type are invalid_input/
// invalidValue.
using Parameters = std::vector<std::pair<std::string, std::string>>;
Result<Parameters> parse_search_request(std::string_view body);

}  // namespace bridge::scim
