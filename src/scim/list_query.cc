#include "scim/list_query.h"

#include <fmt/format.h>

#include "base/text.h"
#include "scim/error.h"
#include "scim/json_object.h"
#include "scim/sort.h"

namespace bridge::scim {
namespace {

Error wrong_kind(std::string_view name, std::string_view wanted) {
  return invalid_input(fmt::format("'{}' of a search must be {}", name, wanted), kInvalidValue);
}

Status add_texts(const char* name, const Json& value, Parameters& parameters) {
  if (!value.is_array()) return wrong_kind(name, "a list of strings");
  for (const Json& each : value) {
    if (!each.is_string()) return wrong_kind(name, "a list of strings");
    parameters.emplace_back(name, each.get<std::string>());
  }
  return Done{};
}

Status add_text(const char* name, const Json& value, Parameters& parameters) {
  if (!value.is_string()) return wrong_kind(name, "a string");
  parameters.emplace_back(name, value.get<std::string>());
  return Done{};
}

Status add_number(const char* name, const Json& value, Parameters& parameters) {
  if (!value.is_number_integer()) return wrong_kind(name, "a whole number");
  parameters.emplace_back(name, to_text(value));
  return Done{};
}

struct Key {
  const char* name;
  Status (*add)(const char* name, const Json& value, Parameters& parameters);
};
constexpr Key kKeys[] = {
    {"attributes", add_texts}, {"excludedAttributes", add_texts}, {"filter", add_text},  {"sortBy", add_text},
    {"sortOrder", add_text},   {"startIndex", add_number},        {"count", add_number}, {"cursor", add_text},
};

}  // namespace

Result<ListQuery> parse_list_query(ResourceType type, const Request& request) {
  ListQuery query;
  TRY_AS(projection, parse_projection(type, request));
  query.projection = std::move(projection);
  if (const auto text = request.parameter("filter")) {
    TRY_AS(filter, parse_filter(type, *text));
    query.filter = std::move(filter);
  }
  if (const auto text = request.parameter("sortBy"); text && !text->empty()) {
    TRY_AS(path, parse_sort_path(type, *text));
    query.sort_by = std::move(path);
  }
  return query;
}

Result<bool> parse_descending(const Request& request) {
  const auto order = request.parameter("sortOrder");
  if (!order || order->empty() || equals_ignoring_ascii_case(*order, "ascending")) return false;
  if (equals_ignoring_ascii_case(*order, "descending")) return true;
  return invalid_input(
      fmt::format("parameter 'sortOrder' must be \"ascending\" or \"descending\", not '{}'", *order),
      kInvalidValue);
}

std::string identity_of_list(const Request& request) {
  Json parts = Json::array({request.path.empty() ? "" : ascii_lower(request.path.front())});
  for (const char* name : {"filter", "sortBy", "sortOrder"})
    parts.push_back(request.parameter(name).value_or(std::string_view()));
  return to_text(parts);
}

Result<Parameters> parse_search_request(std::string_view body) {
  TRY_AS(json, parse_json(body));
  if (!json.is_object()) return invalid_input("the body must be a JSON object", kInvalidSyntax);
  Parameters parameters;
  for (const Key& key : kKeys) {
    const Json* value = find_member(json, key.name);
    if (value != nullptr && !value->is_null()) TRY(key.add(key.name, *value, parameters));
  }
  return parameters;
}

}  // namespace bridge::scim
