#include "sync/bulk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "scim/bulk.h"
#include "scim/error.h"
#include "sync/presentation.h"

namespace bridge::sync {
namespace {

constexpr std::string_view kResponseUrn = "urn:ietf:params:scim:api:messages:2.0:BulkResponse";

// Only what changes one resource can stand in a bulk request (RFC 7644 section 3.7).
Status check_kind(const scim::BulkOperation& operation) {
  static constexpr std::array<std::string_view, 4> kMethods = {"POST", "PUT", "PATCH", "DELETE"};
  if (std::find(kMethods.begin(), kMethods.end(), operation.method) == kMethods.end())
    return invalid_input("'method' must be POST, PUT, PATCH or DELETE, not '" + operation.method + "'",
                         scim::kInvalidSyntax);
  const bool known = !operation.path.empty() && (equals_ignoring_ascii_case(operation.path[0], "Users") ||
                                                 equals_ignoring_ascii_case(operation.path[0], "Groups"));
  const std::size_t segments = operation.method == "POST" ? 1 : 2;
  if (known && operation.path.size() == segments) return Done{};
  return invalid_input(fmt::format("'path' of a {} must be {}", operation.method,
                                   segments == 1 ? "/Users or /Groups" : "/Users/ID or /Groups/ID"),
                       scim::kInvalidPath);
}

// One bulk request on its way.
class Bulk {
 public:
  Bulk(const Perform& perform, const scim::Request& request, scim::BulkRequest bulk, const Clock& clock,
       SteadyTime deadline)
      : perform_(perform),
        request_(request),
        bulk_(std::move(bulk)),
        clock_(clock),
        deadline_(deadline),
        outcomes_(bulk_.operations.size()),
        needs_(bulk_.operations.size()) {}

  scim::Json run() {
    find_makers();
    find_needs();
    const auto order = scim::order_of(needs_);
    for (const std::size_t place : order)
      if (!is_over()) finish(place, perform(place));
    const std::set<std::size_t> done(order.begin(), order.end());
    for (std::size_t place = 0; place < outcomes_.size(); ++place)
      if (!done.contains(place) && !is_over())
        finish(place, respond_with(conflict("its bulkId references go round in a circle")));
    return response();
  }

 private:
  scim::BulkOperation& operation(std::size_t place) { return bulk_.operations[place]; }

  void find_makers() {
    for (std::size_t place = 0; place < bulk_.operations.size(); ++place) {
      const auto& [method, path, bulk_id, version, data] = operation(place);
      if (method != "POST" || bulk_id.empty()) continue;
      ids_.try_emplace(bulk_id);
      if (!makers_.try_emplace(bulk_id, place).second)
        faults_.try_emplace(place,
                            invalid_input("bulkId '" + bulk_id + "' is given twice", scim::kInvalidValue));
    }
  }

  void find_needs() {
    for (std::size_t place = 0; place < bulk_.operations.size(); ++place) {
      const auto names = scim::references_of(operation(place), ids_);
      if (!names) faults_.try_emplace(place, names.error());
      if (names)
        for (const std::string& name : *names) needs_[place].insert(makers_.at(name));
    }
  }

  bool is_over() const { return bulk_.fail_on_errors && errors_ >= *bulk_.fail_on_errors; }

  scim::Response perform(std::size_t place) {
    if (const auto fault = faults_.find(place); fault != faults_.end()) return respond_with(fault->second);
    if (auto kind = check_kind(operation(place)); !kind) return respond_with(kind.error());
    for (const std::size_t other : needs_[place])
      if (ids_.at(operation(other).bulk_id).empty())
        return respond_with(conflict("'bulkId:" + operation(other).bulk_id + "' was not made"));
    if (clock_.steady_now() >= deadline_)
      return respond_with(unavailable("there was no time left for this operation"));
    operation(place) = scim::resolved(std::move(operation(place)), ids_);
    return perform_(request_of(place));
  }

  scim::Request request_of(std::size_t place) {
    const scim::BulkOperation& one = operation(place);
    scim::Request made;
    made.method = one.method;
    made.path = one.path;
    if (one.method != "DELETE") made.body = scim::to_text(one.data);
    made.if_match = one.version;
    made.base_url = request_.base_url;
    made.client = request_.client;
    made.rights = request_.rights;
    made.id = fmt::format("{}.{}", request_.id, place + 1);
    return made;
  }

  void finish(std::size_t place, scim::Response response) {
    const bool failed = response.status >= 400;
    if (failed) ++errors_;
    const scim::BulkOperation& one = operation(place);
    if (!failed && one.method == "POST" && !one.bulk_id.empty())
      ids_[one.bulk_id] = response.location.substr(response.location.rfind('/') + 1);
    outcomes_[place] = outcome(one, response, failed);
  }

  scim::Json outcome(const scim::BulkOperation& one, const scim::Response& response, bool failed) const {
    scim::Json shown = {{"method", one.method}, {"status", std::to_string(response.status)}};
    if (!one.bulk_id.empty()) shown["bulkId"] = one.bulk_id;
    if (!response.etag.empty()) shown["version"] = response.etag;
    if (!response.location.empty())
      shown["location"] = response.location;
    else if (one.method != "POST" && one.path.size() == 2)
      shown["location"] = fmt::format("{}/{}/{}", request_.base_url, one.path[0], one.path[1]);
    if (failed)
      if (auto error = scim::parse_json(response.body)) shown["response"] = *std::move(error);
    return shown;
  }

  scim::Json response() const {
    scim::Json operations = scim::Json::array();
    for (const scim::Json& one : outcomes_)
      if (!one.is_null()) operations.push_back(one);
    return {{"schemas", scim::Json::array({kResponseUrn})}, {"Operations", std::move(operations)}};
  }

  const Perform& perform_;
  const scim::Request& request_;
  scim::BulkRequest bulk_;
  const Clock& clock_;
  SteadyTime deadline_;
  long errors_ = 0;
  std::vector<scim::Json> outcomes_;           // Null for what was not reached.
  std::vector<std::set<std::size_t>> needs_;   // By place.
  std::map<std::string, std::size_t> makers_;  // By bulkId.
  std::map<std::size_t, Error> faults_;        // Found before anything is done, by place.
  scim::BulkIds ids_;
};

}  // namespace

Result<scim::Response> perform_bulk(const Perform& perform, const scim::Request& request, const Clock& clock,
                                    SteadyTime deadline) {
  TRY_AS(message, scim::parse_json(request.body));
  if (!message.is_object()) return invalid_input("the body must be a JSON object", scim::kInvalidSyntax);
  auto bulk = scim::parse_bulk(message);
  if (!bulk && bulk.error().keyword != scim::kTooMany) return std::move(bulk).error();
  scim::Response response;
  if (bulk) {
    response.body = scim::to_text(Bulk(perform, request, *std::move(bulk), clock, deadline).run());
  } else {
    response.status = 413;
    response.body = scim::error_body(413, "", bulk.error().message);
  }
  return response;
}

}  // namespace bridge::sync
