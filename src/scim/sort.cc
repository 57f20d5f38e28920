#include "scim/sort.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "scim/date_time.h"
#include "scim/error.h"
#include "scim/json_object.h"

namespace bridge::scim {
namespace {

constexpr std::size_t kLongestText = 256;

// Cut before a character, never inside one.
std::string_view cut(std::string_view text) {
  if (text.size() <= kLongestText) return text;
  std::size_t end = kLongestText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end);
}

bool is_primary(const Json& element) {
  const Json* primary = find_member(element, "primary");
  return primary != nullptr && *primary == true;
}

// The one value that speaks for several.
const Json* representative(const Json* value) {
  if (value == nullptr || !value->is_array()) return value;
  if (value->empty()) return nullptr;
  const auto primary = std::find_if(value->begin(), value->end(), is_primary);
  return primary == value->end() ? &value->front() : &*primary;
}

const Json* part_of(const Json* value, std::string_view name) {
  return value == nullptr ? nullptr : find_member(*value, name);
}

const Json* find_value(const AttributePath& path, const Json& resource) {
  const Json* home = path.urn.empty() ? &resource : find_member(resource, path.urn);
  const Json* value = representative(part_of(home, path.attribute));
  if (!path.sub.empty()) value = representative(part_of(value, path.sub));
  return value != nullptr && value->is_object() ? find_member(*value, "value") : value;
}

SortKey key_of(const Attribute* attribute, const Json& value) {
  if (value.is_boolean()) return SortKey::of(value.get<bool>() ? 1 : 0);
  if (value.is_number()) return SortKey::of(value.get<double>());
  if (!value.is_string()) return {};
  const auto& text = value.get_ref<const std::string&>();
  if (attribute != nullptr && attribute->type == Attribute::Type::date_time)
    if (const auto instant = parse_date_time(text))
      return SortKey::of(static_cast<double>(instant->time_since_epoch().count()));
  return attribute != nullptr && attribute->case_exact ? SortKey::of(text) : SortKey::of(fold_case(text));
}

}  // namespace

SortKey SortKey::of(std::string_view text) { return {Kind::text, 0, std::string(cut(text))}; }

bool SortKey::operator<(const SortKey& other) const {
  if (kind != other.kind) return kind < other.kind;
  return kind == Kind::number ? number < other.number : text < other.text;
}

Result<AttributePath> parse_sort_path(ResourceType type, std::string_view text) {
  TRY_AS(path, parse_attribute_path(type, text));
  if (path.attribute.empty())
    return invalid_input(fmt::format("'{}' is a whole schema: sort by one of its attributes", text),
                         kInvalidPath);
  const Attribute* attribute = find_attribute(type, path);
  if (attribute == nullptr || attribute->type != Attribute::Type::complex) return std::move(path);
  if (attribute->sub("value") == nullptr)
    return invalid_input(fmt::format("attribute '{}' is complex: sort by one of its parts", text),
                         kInvalidPath);
  path.sub = "value";
  return std::move(path);
}

SortKey sort_key(ResourceType type, const AttributePath& path, const Json& resource) {
  const Json* value = find_value(path, resource);
  return value == nullptr || is_empty(*value) ? SortKey() : key_of(find_attribute(type, path), *value);
}

}  // namespace bridge::scim
