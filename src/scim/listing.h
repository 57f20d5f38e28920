#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "scim/exchange.h"
#include "scim/filter.h"
#include "scim/json.h"
#include "scim/path.h"

namespace bridge::scim {

// Which attributes a client wants to see (RFC 7644 section 3.9). id, schemas and what the schema marks as
// returned "always" stay in any case.
struct Projection {
  std::vector<AttributePath> only;     // `attributes`; empty means all.
  std::vector<AttributePath> without;  // `excludedAttributes`.

  bool shows(ResourceType type, std::string_view attribute) const;  // Whether it is worth fetching at all.
};

Result<Projection> parse_projection(ResourceType type, const Request& request);

// Takes away what the projection does not show.
void project(ResourceType type, const Projection& projection, Json& resource);

// RFC 7644 section 3.4.2.4; startIndex counts from 1, less is taken as 1; a negative count as 0. RFC 9865: a
// cursor, empty for the first page, instead of startIndex.
struct Page {
  long start_index = 1;
  long count = 100;
  std::optional<std::string> cursor = {};
};
inline constexpr long kMostPerPage = 1000;

// Fails with invalid_input: invalidValue, or invalidCount where there is a cursor.
Result<Page> parse_page(const Request& request);

// A ListResponse (RFC 7644 section 3.4.2).
Json list_response(std::vector<Json> resources, long total, long start_index);

// The same as text that grows: what stands before, between and behind the resources.
class ListText {
 public:
  void begin_resource(std::string& text);
  // With these members of its own beside `schemas`, `itemsPerPage` and `Resources`.
  void end(Json members, std::string& text) const;

 private:
  long count_ = 0;
};

}  // namespace bridge::scim
