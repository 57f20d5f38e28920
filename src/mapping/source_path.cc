#include "mapping/source_path.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "mapping/source_names.h"
#include "scim/json.h"

namespace bridge::mapping {
namespace {

using scim::Json;
using scim::ResourceType;

// Where the value filter that opens at `open` ends; quotes hide brackets.
std::size_t closing_bracket(std::string_view text, std::size_t open) {
  bool quoted = false;
  for (std::size_t at = open; at < text.size(); ++at) {
    if (quoted && text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      quoted = !quoted;
    else if (text[at] == ']' && !quoted)
      return at;
  }
  return std::string_view::npos;
}

Result<SourcePath> parse_filtered(ResourceType type, std::string_view text, std::size_t open) {
  const auto close = closing_bracket(text, open);
  const std::string_view head = text.substr(0, close == std::string_view::npos ? close : close + 1);
  TRY_AS(filter, scim::parse_filter(type, head));
  const auto* value_path = std::get_if<scim::ValuePath>(filter.get());
  if (!value_path || close == std::string_view::npos)
    return invalid_input("write ATTRIBUTE[FILTER].PART, such as emails[type eq \"work\"].value");
  SourcePath source{value_path->path, value_path->inner, std::string(text)};
  const std::string_view tail = text.substr(close + 1);
  if (tail.empty()) return source;
  if (tail[0] != '.') return invalid_input(fmt::format("expected '.' and a part behind ']', not '{}'", tail));
  // Parsed together with its attribute, so that the part is spelled as the schema spells it.
  TRY_AS(whole, scim::parse_attribute_path(type, std::string(text.substr(0, open)) + std::string(tail)));
  source.path = whole;
  return source;
}

Result<SourcePath> parse_plain(ResourceType type, std::string_view text) {
  TRY_AS(path, scim::parse_attribute_path(type, text));
  return SourcePath{path, nullptr, std::string(text)};
}

const Json* member(const Json& object, const std::string& name) {
  if (!object.is_object()) return nullptr;
  if (const auto found = object.find(name); found != object.end()) return &*found;
  for (const auto& [key, value] : object.items())
    if (equals_ignoring_ascii_case(key, name)) return &value;
  return nullptr;
}

bool is_primary(const Json& element) {
  const Json* primary = member(element, "primary");
  return primary && primary->is_boolean() && primary->get<bool>();
}

// The part of one element that is asked for; a complex element stands for its `value`.
const Json* part_of(const Json& element, const std::string& sub) {
  const std::string& name = sub.empty() ? "value" : sub;
  if (element.is_object()) return member(element, name);
  return name == "value" ? &element : nullptr;
}

void take(const Json& element, const std::string& sub, Selection& into) {
  const Json* part = part_of(element, sub);
  if (!part || part->is_null()) return;
  std::string text;
  if (part->is_string())
    text = part->get_ref<const std::string&>();
  else if (part->is_boolean())
    text = part->get<bool>() ? "TRUE" : "FALSE";
  else if (part->is_number())
    text = scim::to_text(*part);
  else
    return into.unusable.push_back({scim::to_text(*part), "is not a single value"});
  if (text.empty()) return;
  into.values.insert(is_primary(element) ? into.values.begin() : into.values.end(), std::move(text));
}

}  // namespace

Result<SourcePath> parse_source_path(ResourceType type, std::string_view text) {
  const auto open = text.find('[');
  TRY_AS(source, open == std::string_view::npos ? parse_plain(type, text) : parse_filtered(type, text, open));
  TRY(check_names(type, source));
  return std::move(source);
}

Selection select(ResourceType type, const SourcePath& source, const Json& body) {
  Selection selection;
  const Json* at = source.path.urn.empty() ? &body : member(body, source.path.urn);
  if (at) at = member(*at, source.path.attribute);
  if (!at) return selection;
  if (!at->is_array()) {
    take(*at, source.path.sub, selection);
    return selection;
  }
  const scim::AttributePath attribute{source.path.urn, source.path.attribute, ""};
  for (const Json& element : *at)
    if (!source.filter || scim::element_matches(type, attribute, *source.filter, element))
      take(element, source.path.sub, selection);
  return selection;
}

}  // namespace bridge::mapping
