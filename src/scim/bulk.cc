#include "scim/bulk.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "scim/error.h"
#include "scim/json_object.h"

namespace bridge::scim {
namespace {

constexpr std::string_view kMark = "bulkId:";

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> segments;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/'), path.size());
    if (end > 0) segments.emplace_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

Result<std::string> text_at(const Json& object, const char* key) {
  const Json* value = find_member(object, key);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string()) return invalid_input(fmt::format("'{}' must be a string", key), kInvalidSyntax);
  return value->get<std::string>();
}

Result<BulkOperation> parse_operation(const Json& object) {
  if (!object.is_object()) return invalid_input("it must be a JSON object", kInvalidSyntax);
  TRY_AS(method, text_at(object, "method"));
  TRY_AS(path, text_at(object, "path"));
  TRY_AS(bulk_id, text_at(object, "bulkId"));
  TRY_AS(version, text_at(object, "version"));
  if (method.empty()) return invalid_input("'method' is missing", kInvalidSyntax);
  if (path.empty()) return invalid_input("'path' is missing", kInvalidSyntax);
  const Json* data = find_member(object, "data");
  return BulkOperation{upper_case(method), split_path(path), std::move(bulk_id), std::move(version),
                       data != nullptr ? *data : Json()};
}

Result<std::optional<long>> parse_fail_on_errors(const Json* value) {
  if (value == nullptr || value->is_null()) return std::optional<long>();
  if (value->is_number_integer() && *value >= 1) return std::optional(value->get<long>());
  return invalid_input("'failOnErrors' must be an integer from 1", kInvalidValue);
}

bool ends_a_reference(char c) {
  return std::string_view(" \t\"'/\\[](){},;?&#").find(c) != std::string_view::npos;
}

// Calls `see(name, whole)` for each reference in a text; `whole` when the text is nothing else.
template <class See>
void each_reference(const std::string& text, const BulkIds& made_here, See&& see) {
  if (text.starts_with(kMark) && made_here.contains(text.substr(kMark.size())))
    return see(0, text.substr(kMark.size()), true);
  for (std::size_t at = text.find(kMark); at != text.npos; at = text.find(kMark, at + 1)) {
    const auto from = text.begin() + static_cast<std::ptrdiff_t>(at + kMark.size());
    const std::string name(from, std::find_if(from, text.end(), ends_a_reference));
    see(at, name, at == 0 && kMark.size() + name.size() == text.size());
  }
}

void each_text(const Json& value, const std::function<void(const std::string&)>& see) {
  if (value.is_string()) return see(value.get_ref<const std::string&>());
  if (value.is_structured())
    for (const Json& part : value) each_text(part, see);
}

std::string resolved_text(const std::string& text, const BulkIds& ids) {
  std::string result;
  std::size_t done = 0;
  each_reference(text, ids, [&](std::size_t at, const std::string& name, bool) {
    const auto id = ids.find(name);
    if (id == ids.end()) return;
    result.append(text, done, at - done).append(id->second);
    done = at + kMark.size() + name.size();
  });
  return result.append(text, done, text.npos);
}

void resolve(Json& value, const BulkIds& ids) {
  if (value.is_string())
    value = resolved_text(value.get_ref<const std::string&>(), ids);
  else if (value.is_structured())
    for (Json& part : value) resolve(part, ids);
}

}  // namespace

Result<BulkRequest> parse_bulk(const Json& message) {
  BulkRequest bulk;
  TRY_AS(fail_on_errors, parse_fail_on_errors(find_member(message, "failOnErrors")));
  bulk.fail_on_errors = fail_on_errors;
  const Json* listed = find_member(message, "Operations");
  if (listed == nullptr || !listed->is_array())
    return invalid_input("'Operations' must be a list", kInvalidSyntax);
  if (listed->size() > static_cast<std::size_t>(kMostBulkOperations))
    return invalid_input(
        fmt::format("more than {} operations in one bulk request: {}", kMostBulkOperations, listed->size()),
        kTooMany);
  for (const Json& each : *listed) {
    auto operation = parse_operation(each);
    if (!operation)
      return std::move(operation).error().within(fmt::format("operation {}", bulk.operations.size() + 1));
    bulk.operations.push_back(*std::move(operation));
  }
  return bulk;
}

Result<std::set<std::string>> references_of(const BulkOperation& operation, const BulkIds& made_here) {
  std::set<std::string> names;
  std::string unknown;
  const auto see = [&](std::size_t, const std::string& name, bool whole) {
    if (made_here.contains(name))
      names.insert(name);
    else if (whole)
      unknown = name;
  };
  const auto look = [&](const std::string& text) { each_reference(text, made_here, see); };
  std::for_each(operation.path.begin(), operation.path.end(), look);
  each_text(operation.data, look);
  if (unknown.empty()) return names;
  return invalid_input(fmt::format("'bulkId:{}': no POST of this request has that bulkId", unknown),
                       kInvalidValue);
}

BulkOperation resolved(BulkOperation operation, const BulkIds& ids) {
  for (std::string& segment : operation.path) segment = resolved_text(segment, ids);
  resolve(operation.data, ids);
  return operation;
}

std::vector<std::size_t> order_of(const std::vector<std::set<std::size_t>>& needs) {
  std::vector<std::size_t> order, missing(needs.size());
  std::vector<std::vector<std::size_t>> needed_by(needs.size());
  std::set<std::size_t> ready;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    missing[i] = needs[i].size();
    for (const std::size_t other : needs[i]) needed_by[other].push_back(i);
    if (missing[i] == 0) ready.insert(i);
  }
  while (!ready.empty()) {
    const std::size_t next = *ready.begin();
    ready.erase(ready.begin());
    order.push_back(next);
    for (const std::size_t other : needed_by[next])
      if (--missing[other] == 0) ready.insert(other);
  }
  return order;
}

}  // namespace bridge::scim
