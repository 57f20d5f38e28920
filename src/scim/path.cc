#include "scim/path.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "scim/error.h"
#include "scim/path_name.h"

namespace bridge::scim {
namespace {

struct Parts {
  std::string_view urn;
  std::string_view names;  // "manager.value", or empty: the URN as a whole.
};

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_urn(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("\"'()[]{}<>\\").find(c) == std::string_view::npos;
  });
}

// URNs hold dots and colons themselves, so one we know is best cut off by its length. Older jobs of the
// largest client put a dot, not a colon, between URN and attribute.
std::optional<Parts> split_at_known_urn(ResourceType type, std::string_view text) {
  for (const Schema& schema : schemas_of(type)) {
    const std::size_t length = schema.urn.size();
    if (text.size() < length || !equals_ignoring_ascii_case(text.substr(0, length), schema.urn)) continue;
    if (text.size() == length) return Parts{schema.urn, {}};
    if (text[length] == ':' || text[length] == '.') return Parts{schema.urn, text.substr(length + 1)};
  }
  return std::nullopt;
}

// The last colon separates the attribute, unless what follows it is the end of an extension's own URN, which
// by convention reads ":2.0:User".
Parts split_at_last_colon(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == text.npos) return {{}, text};
  const std::string_view head = text.substr(0, colon), tail = text.substr(colon + 1);
  const std::string_view before = head.substr(head.rfind(':') + 1);
  const std::string_view word = tail.substr(0, tail.find('.'));
  const bool is_version = !before.empty() && before[0] >= '0' && before[0] <= '9';
  if (is_version && (equals_ignoring_ascii_case(word, "User") || equals_ignoring_ascii_case(word, "Group"))) {
    const std::size_t length = colon + 1 + word.size();
    return {text.substr(0, length), text.substr(std::min(length + 1, text.size()))};
  }
  return {head, tail};
}

const Schema* schema_of(ResourceType type, std::string_view urn) {
  return urn.empty() ? &schemas_of(type)[0] : find_schema(type, urn);
}

AttributePath spelled_by_schema(ResourceType type, AttributePath path) {
  if (equals_ignoring_ascii_case(path.urn, schemas_of(type)[0].urn)) path.urn.clear();
  if (type == ResourceType::user && path.urn.empty() && equals_ignoring_ascii_case(path.attribute, "manager"))
    path.urn = kEnterpriseUserUrn;  // Some clients and mapping authors leave the manager's URN out.
  const Schema* schema = schema_of(type, path.urn);
  const Attribute* attribute = schema ? schema->find(path.attribute) : nullptr;
  if (attribute == nullptr) return path;
  path.attribute = attribute->name;
  if (const Attribute* sub = attribute->sub(path.sub)) path.sub = sub->name;
  return path;
}

}  // namespace

bool is_attribute_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || c == '-' || c == '_' || c == '$';
  });
}

Result<AttributePath> parse_attribute_path(ResourceType type, std::string_view text) {
  const auto malformed = [&] {
    return invalid_input(fmt::format("'{}' is not an attribute path", text), kInvalidPath);
  };
  if (text.size() > kLongestPath)
    return invalid_input(fmt::format("an attribute path of more than {} bytes", kLongestPath), kInvalidPath);
  const Parts parts = split_at_known_urn(type, text).value_or(split_at_last_colon(text));
  AttributePath path{std::string(parts.urn), {}, {}};
  if (text.find(':') != text.npos && !is_urn(parts.urn)) return malformed();
  if (parts.names.empty() && is_urn(parts.urn) && text.size() == parts.urn.size())
    return spelled_by_schema(type, std::move(path));

  const auto dot = parts.names.find('.');
  path.attribute = parts.names.substr(0, dot);
  if (dot != parts.names.npos) path.sub = parts.names.substr(dot + 1);
  const bool has_good_sub = dot == parts.names.npos || is_attribute_name(path.sub);
  if (!is_attribute_name(path.attribute) || !has_good_sub) return malformed();
  return spelled_by_schema(type, std::move(path));
}

std::string to_text(const AttributePath& path) {
  std::string text = path.urn;
  if (!text.empty() && !path.attribute.empty()) text += ':';
  text += path.attribute;
  if (!path.sub.empty()) text.append(".").append(path.sub);
  return text;
}

const Attribute* find_attribute(ResourceType type, const AttributePath& path) {
  const Schema* schema = schema_of(type, path.urn);
  const Attribute* attribute = schema ? schema->find(path.attribute) : nullptr;
  return attribute == nullptr || path.sub.empty() ? attribute : attribute->sub(path.sub);
}

}  // namespace bridge::scim
