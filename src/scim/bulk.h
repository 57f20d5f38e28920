#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "scim/json.h"

namespace bridge::scim {

// Bulk requests (RFC 7644 section 3.7) as values; pure functions.

inline constexpr long kMostBulkOperations = 1000;  // In one request.

struct BulkOperation {
  std::string method;             // In capitals.
  std::vector<std::string> path;  // Segments: {"Users", "2819c223"}
  std::string bulk_id;            // Or empty.
  std::string version;            // Of what is to be changed, as If-Match; or empty.
  Json data;                      // Null when there is none.
};

struct BulkRequest {
  std::optional<long> fail_on_errors;  // So many errors end it.
  std::vector<BulkOperation> operations;
};

// Fails with invalid_input (invalidSyntax, invalidValue) that names the operation by number, and with
// tooMany. Keys compare without case. Whether an operation makes sense is seen when its turn comes.
Result<BulkRequest> parse_bulk(const Json& message);

// What is known of the resources that a bulk request makes: bulkId to id, which is empty until it is made.
using BulkIds = std::map<std::string, std::string>;

// The bulkIds that an operation stands on: "bulkId:x" as a value or inside a value or a path segment. Fails
// with invalid_input/invalidValue for a whole value that names one which nobody makes.
Result<std::set<std::string>> references_of(const BulkOperation& operation, const BulkIds& made_here);

// The operation with ids in place of the references.
BulkOperation resolved(BulkOperation operation, const BulkIds& ids);

// The places of the operations in an order in which each comes after those it stands on, otherwise as they
// were; those left out stand on each other in a circle, or behind one.
std::vector<std::size_t> order_of(const std::vector<std::set<std::size_t>>& needs);

}  // namespace bridge::scim
