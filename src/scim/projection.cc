#include <algorithm>

#include "base/text.h"
#include "scim/error.h"
#include "scim/json_object.h"
#include "scim/listing.h"

namespace bridge::scim {
namespace {

using Paths = std::vector<AttributePath>;

bool same_name(std::string_view a, std::string_view b) { return equals_ignoring_ascii_case(a, b); }

// Takes the first item off a list with commas; those inside brackets or quotes belong to a value filter.
std::string_view take_item(std::string_view& list) {
  bool quoted = false;
  int depth = 0;
  std::size_t end = 0;
  for (; end < list.size(); ++end) {
    const char c = list[end];
    if (c == '\\' && quoted) ++end;
    if (c == '"') quoted = !quoted;
    if (!quoted) depth += c == '[' ? 1 : c == ']' ? -1 : 0;
    if (c == ',' && !quoted && depth <= 0) break;
  }
  const std::string_view item = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return item;
}

std::string_view trim(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

// A filter inside the parameter chooses no elements; the attribute is shown with all of them.
Status add_paths(ResourceType type, std::string_view list, Paths& paths) {
  while (!list.empty()) {
    const std::string_view item = trim(take_item(list));
    if (item.empty()) continue;
    auto path = parse_attribute_path(type, trim(item.substr(0, item.find('['))));
    if (!path) return invalid_input(path.error().message, kInvalidValue);
    paths.push_back(*std::move(path));
  }
  return Done{};
}

bool is_always(const Attribute* attribute) {
  return attribute != nullptr && attribute->returned == Attribute::Returned::always;
}

bool is_never(const Attribute* attribute) {
  return attribute != nullptr && attribute->returned == Attribute::Returned::never;
}

bool is_on_request(const Attribute* attribute) {
  return attribute != nullptr && attribute->returned == Attribute::Returned::on_request;
}

template <class Wanted>
void keep_members(Json& object, const Wanted& wanted) {
  auto& members = object.get_ref<Json::object_t&>();
  for (auto member = members.begin(); member != members.end();)
    member = wanted(member->first, member->second) ? std::next(member) : members.erase(member);
}

// Goes through a resource and keeps what the paths ask for.
class Selection {
 public:
  Selection(ResourceType type, const Paths& paths) : type_(type), paths_(paths) {}

  void keep_only(Json& resource) const {
    each_attribute(resource, [&](const std::string& urn, const std::string& name, Json& value) {
      const Attribute* attribute = find_attribute(type_, AttributePath{urn, name, {}});
      if (is_never(attribute)) return false;
      if (is_always(attribute) || is_named(urn, name)) return true;
      return keep_parts(urn, name, value);
    });
  }

  void drop(Json& resource) const {
    each_attribute(resource, [&](const std::string& urn, const std::string& name, Json& value) {
      const Attribute* attribute = find_attribute(type_, AttributePath{urn, name, {}});
      if (is_always(attribute)) return true;
      if (is_never(attribute) || is_named(urn, name)) return false;
      each_part(urn, name, value, [](bool named) { return !named; });
      return !is_empty(value);
    });
  }

  void drop_unasked(Json& resource) const {
    each_attribute(resource, [&](const std::string& urn, const std::string& name, Json&) {
      const Attribute* attribute = find_attribute(type_, AttributePath{urn, name, {}});
      return !is_never(attribute) && !is_on_request(attribute);
    });
  }

 private:
  // Calls the decision for each attribute, also those of extensions, and takes away what it answers false
  // for.
  template <class Decide>
  void each_attribute(Json& resource, const Decide& decide) const {
    keep_members(resource, [&](const std::string& name, Json& value) {
      if (!is_extension(name, value)) return decide(std::string(), name, value);
      keep_members(value, [&](const std::string& inner, Json& part) { return decide(name, inner, part); });
      return !value.empty();
    });
  }

  static bool is_extension(const std::string& name, const Json& value) {
    return value.is_object() && name.find(':') != name.npos;
  }

  // An attribute is named by its own path or as one of an extension named as a whole.
  bool is_named(std::string_view urn, std::string_view name) const {
    return std::any_of(paths_.begin(), paths_.end(), [&](const AttributePath& path) {
      const bool whole = path.attribute.empty() || (same_name(path.attribute, name) && path.sub.empty());
      return same_name(path.urn, urn) && whole;
    });
  }

  bool keep_parts(const std::string& urn, const std::string& name, Json& value) const {
    const bool any = std::any_of(paths_.begin(), paths_.end(), [&](const AttributePath& path) {
      return same_name(path.urn, urn) && same_name(path.attribute, name);
    });
    if (any) each_part(urn, name, value, [](bool named) { return named; });
    return any && !is_empty(value);
  }

  // Takes away the sub-attributes that are not wanted, and elements without any left.
  template <class Wanted>
  void each_part(std::string_view urn, std::string_view name, Json& value, const Wanted& wanted) const {
    const auto trim_parts = [&](Json& element) {
      if (!element.is_object()) return;
      keep_members(element,
                   [&](const std::string& part, Json&) { return wanted(is_part_named(urn, name, part)); });
    };
    if (!value.is_array()) return trim_parts(value);
    for (Json& element : value) trim_parts(element);
    std::erase_if(value.get_ref<Json::array_t&>(), [](const Json& element) { return is_empty(element); });
  }

  bool is_part_named(std::string_view urn, std::string_view name, std::string_view part) const {
    return std::any_of(paths_.begin(), paths_.end(), [&](const AttributePath& path) {
      return same_name(path.urn, urn) && same_name(path.attribute, name) && same_name(path.sub, part);
    });
  }

  ResourceType type_;
  const Paths& paths_;
};

bool mentions(const Paths& paths, std::string_view attribute) {
  return std::any_of(paths.begin(), paths.end(), [&](const AttributePath& path) {
    return path.urn.empty() && (path.attribute.empty() || same_name(path.attribute, attribute));
  });
}

bool takes_whole(const Paths& paths, std::string_view attribute) {
  return std::any_of(paths.begin(), paths.end(), [&](const AttributePath& path) {
    return path.urn.empty() && path.sub.empty() && same_name(path.attribute, attribute);
  });
}

}  // namespace

bool Projection::shows(ResourceType type, std::string_view attribute) const {
  if (is_always(find_attribute(type, AttributePath{{}, std::string(attribute), {}}))) return true;
  return (only.empty() || mentions(only, attribute)) && !takes_whole(without, attribute);
}

Result<Projection> parse_projection(ResourceType type, const Request& request) {
  Projection projection;
  for (const auto& [name, value] : request.query) {
    if (same_name(name, "attributes")) TRY(add_paths(type, value, projection.only));
    if (same_name(name, "excludedAttributes")) TRY(add_paths(type, value, projection.without));
  }
  return projection;
}

void project(ResourceType type, const Projection& projection, Json& resource) {
  if (projection.only.empty()) Selection(type, projection.only).drop_unasked(resource);
  if (!projection.only.empty()) Selection(type, projection.only).keep_only(resource);
  if (!projection.without.empty()) Selection(type, projection.without).drop(resource);
}

}  // namespace bridge::scim
