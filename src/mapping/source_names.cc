#include "mapping/source_names.h"

#include <fmt/core.h>

#include "base/overloaded.h"
#include "base/text.h"

namespace bridge::mapping {
namespace {

using scim::Attribute;
using scim::ResourceType;

struct Absent {
  std::string_view name;
  std::string_view instead;
};
// The common and read-only attributes that no body holds.
constexpr Absent kAbsent[] = {
    {"meta", "it is not part of what the client asserts"},
    {"schemas", "it is not part of what the client asserts"},
    {"members", "members are written by [groups.members]"},
    {"groups", "memberships are written at the groups, by [groups.members]"},
};

Status check_not_absent(const scim::AttributePath& path) {
  for (const Absent& absent : kAbsent)
    if (path.urn.empty() && path.attribute == absent.name)
      return invalid_input(fmt::format("'{}' cannot be read here: {}", absent.name, absent.instead));
  return Done{};
}

// A name within two typing slips of a known one is a mistyped one; anything else may be the client's own.
Status check_spelling(std::string_view what, std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t kSlips = 2;
  const std::string_view near = nearest(name, known);
  if (near.empty() || edit_distance(ascii_lower(name), ascii_lower(near)) > kSlips) return Done{};
  return invalid_input(fmt::format("unknown {} '{}'; did you mean '{}'?", what, name, near));
}

std::vector<std::string> names_of(const std::vector<Attribute>& attributes) {
  std::vector<std::string> names;
  for (const Attribute& attribute : attributes) names.push_back(attribute.name);
  return names;
}

Status check_urn(ResourceType type, const std::string& urn) {
  std::vector<std::string> known;
  for (const scim::Schema& schema : scim::schemas_of(type)) known.push_back(schema.urn);
  return check_spelling("schema", urn, known);
}

Status check_part(const Attribute& attribute, const std::string& sub) {
  const auto parts = names_of(attribute.sub_attributes);
  if (sub.empty() && !parts.empty() && !attribute.sub("value"))
    return invalid_input(
        fmt::format("'{0}' has parts; write for example '{0}.{1}'", attribute.name, parts[0]));
  if (sub.empty() || attribute.sub(sub)) return Done{};
  if (parts.empty())
    return invalid_input(fmt::format("'{}' has no parts; leave '.{}' out", attribute.name, sub));
  return check_spelling("part", sub, parts);
}

// The names inside [ ] are parts of the attribute.
Status check_filter(const Attribute& attribute, const scim::Filter& filter) {
  const auto check_both = [&](const auto& both) -> Status {
    TRY(check_filter(attribute, *both.left));
    return check_filter(attribute, *both.right);
  };
  const auto check_one = [&](const auto& term) -> Status {
    if (attribute.sub(term.path.attribute)) return Done{};
    return check_spelling("part", term.path.attribute, names_of(attribute.sub_attributes));
  };
  return std::visit(overloaded{
                        [&](const scim::And& both) { return check_both(both); },
                        [&](const scim::Or& both) { return check_both(both); },
                        [&](const scim::Not& negated) { return check_filter(attribute, *negated.inner); },
                        [&](const scim::Present& present) { return check_one(present); },
                        [&](const scim::Compare& compare) { return check_one(compare); },
                        [](const scim::ValuePath&) -> Status { return Done{}; },
                    },
                    filter);
}

// The attribute a path names, or null when it is the client's own.
Result<const Attribute*> known_attribute(ResourceType type, const scim::AttributePath& path) {
  const Attribute* unknown = nullptr;
  if (path.attribute.empty())
    return invalid_input(fmt::format("'{}' is a whole extension; add ':' and an attribute", path.urn));
  TRY(check_not_absent(path));
  const scim::Schema* schema =
      path.urn.empty() ? &scim::schemas_of(type).front() : scim::find_schema(type, path.urn);
  if (!schema) {
    TRY(check_urn(type, path.urn));
    return unknown;
  }
  if (const Attribute* attribute = schema->find(path.attribute)) return attribute;
  TRY(check_spelling("attribute", path.attribute, names_of(schema->attributes)));
  return unknown;
}

// An attribute as a filter names it; whether it is there can be asked of complex ones, too.
Status check_term(ResourceType type, const scim::AttributePath& path, bool may_be_complex) {
  if (path == scim::AttributePath{"", "id", ""})
    return invalid_input("'id' cannot be read here: it says nothing about the person");
  TRY_AS(attribute, known_attribute(type, path));
  if (!attribute || (may_be_complex && path.sub.empty())) return Done{};
  return check_part(*attribute, path.sub);
}

}  // namespace

Status check_names(ResourceType type, const SourcePath& source) {
  TRY_AS(attribute, known_attribute(type, source.path));
  if (!attribute) return Done{};
  if (source.filter && !attribute->multi_valued)
    return invalid_input(fmt::format("'{}' has one value only; leave the filter out", attribute->name));
  if (source.filter) TRY(check_filter(*attribute, *source.filter));
  return check_part(*attribute, source.path.sub);
}

Status check_names(ResourceType type, const scim::Filter& filter) {
  const auto check_both = [&](const auto& both) -> Status {
    TRY(check_names(type, *both.left));
    return check_names(type, *both.right);
  };
  return std::visit(overloaded{
                        [&](const scim::And& both) { return check_both(both); },
                        [&](const scim::Or& both) { return check_both(both); },
                        [&](const scim::Not& negated) { return check_names(type, *negated.inner); },
                        [&](const scim::Present& present) { return check_term(type, present.path, true); },
                        [&](const scim::Compare& compare) { return check_term(type, compare.path, false); },
                        [&](const scim::ValuePath& some) -> Status {
                          return check_names(type, SourcePath{some.path, some.inner, ""});
                        },
                    },
                    filter);
}

}  // namespace bridge::mapping
