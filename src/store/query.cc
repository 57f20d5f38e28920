#include "store/query.h"

#include <nlohmann/json.hpp>

#include "base/overloaded.h"
#include "base/text.h"

namespace bridge::store {
namespace {

using scim::AttributePath;
using scim::Compare;
using scim::Comparison;
using scim::Filter;
using scim::ResourceType;

// Narrowest first.
enum class Index { id, user_name, external_id, email, member, display_name, group, none };

struct Lookup {
  Index index = Index::none;
  std::string value = {};
};

constexpr char kPeopleOfGroup[] =
    "SELECT r.key FROM members m JOIN resources r ON r.id = m.value AND r.type = ?1 "
    "WHERE m.group_key = (SELECT key FROM resources WHERE id = ?2) ORDER BY r.key";

// UNION, not UNION ALL: each group once, also where groups hold each other.
constexpr char kPeopleOfGroupAndItsGroups[] =
    "WITH RECURSIVE down(key) AS (SELECT key FROM resources WHERE id = ?2 UNION "
    "SELECT g.key FROM down JOIN members m ON m.group_key = down.key "
    "JOIN resources g ON g.id = m.value AND g.type = 1) "
    "SELECT DISTINCT r.key FROM down JOIN members m ON m.group_key = down.key "
    "JOIN resources r ON r.id = m.value AND r.type = ?1 ORDER BY r.key";

const char* sql_of(Index index, bool nested) {
  switch (index) {
    case Index::id:
      return "SELECT key FROM resources WHERE type = ?1 AND id = ?2";
    case Index::user_name:
      return "SELECT key FROM resources WHERE type = ?1 AND user_name = ?2 ORDER BY key";
    case Index::external_id:
      return "SELECT key FROM resources WHERE type = ?1 AND external_id = ?2 ORDER BY key";
    case Index::display_name:
      return "SELECT key FROM resources WHERE type = ?1 AND display_name = ?2 ORDER BY key";
    case Index::email:
      return "SELECT resource FROM emails WHERE value = ?2 ORDER BY resource";
    case Index::member:
      return "SELECT group_key FROM members WHERE value = ?2 "
             "UNION SELECT group_key FROM members WHERE folded = ?2 ORDER BY group_key";
    case Index::group:
      return nested ? kPeopleOfGroupAndItsGroups : kPeopleOfGroup;
    case Index::none:
      break;
  }
  return "SELECT key FROM resources WHERE type = ?1 ORDER BY key";
}

bool is_equality(const Compare& compare) { return compare.op == Comparison::eq && compare.value.is_string(); }

bool is_its_value(const AttributePath& path) { return path.sub.empty() || path.sub == "value"; }

bool is_members(const AttributePath& path) { return path.urn.empty() && path.attribute == "members"; }

Lookup lookup_of(ResourceType type, const AttributePath& path, const std::string& value) {
  if (!path.urn.empty()) return {};
  if (path.sub.empty()) {
    if (path.attribute == "id") return {Index::id, value};
    if (path.attribute == "externalId") return {Index::external_id, value};
    if (path.attribute == "displayName") return {Index::display_name, fold_case(value)};
    if (path.attribute == "userName" && type == ResourceType::user)
      return {Index::user_name, fold_case(value)};
  }
  if (!is_its_value(path)) return {};
  if (path.attribute == "emails" && type == ResourceType::user) return {Index::email, fold_case(value)};
  if (path.attribute == "members" && type == ResourceType::group) return {Index::member, fold_case(value)};
  if (path.attribute == "groups" && type == ResourceType::user) return {Index::group, value};
  return {};
}

// The value that `value` must equal for the inner filter of a value path to hold, if it must equal one.
std::optional<std::string> required_value(const Filter& inner) {
  if (const auto* compare = std::get_if<Compare>(&inner)) {
    if (is_equality(*compare) && compare->path.attribute == "value") return compare->value.get<std::string>();
  }
  if (const auto* both = std::get_if<scim::And>(&inner)) {
    auto left = required_value(*both->left);
    return left ? left : required_value(*both->right);
  }
  return std::nullopt;
}

Lookup best_lookup(ResourceType type, const Filter& filter) {
  return std::visit(overloaded{
                        [&](const Compare& compare) {
                          if (!is_equality(compare)) return Lookup();
                          return lookup_of(type, compare.path, compare.value.get<std::string>());
                        },
                        [&](const scim::And& both) {
                          Lookup left = best_lookup(type, *both.left), right = best_lookup(type, *both.right);
                          return right.index < left.index ? right : left;
                        },
                        [&](const scim::ValuePath& element) {
                          const auto value = required_value(*element.inner);
                          return value && element.path.sub.empty() ? lookup_of(type, element.path, *value)
                                                                   : Lookup();
                        },
                        [](const auto&) { return Lookup(); },
                    },
                    static_cast<const Filter::variant&>(filter));
}

void need_members(const Filter& filter, MembersNeeded& needed) {
  std::visit(overloaded{
                 [&](const Compare& compare) {
                   if (!is_members(compare.path)) return;
                   if (is_equality(compare) && is_its_value(compare.path)) {
                     needed.values.push_back(compare.value.get<std::string>());
                   } else {
                     needed.all = true;
                   }
                 },
                 [&](const scim::Present& present) {
                   if (!is_members(present.path)) return;
                   (is_its_value(present.path) ? needed.one : needed.all) = true;
                 },
                 [&](const scim::ValuePath& element) {
                   if (!is_members(element.path)) return;
                   if (auto value = required_value(*element.inner)) {
                     needed.values.push_back(std::move(*value));
                   } else {
                     needed.all = true;
                   }
                 },
                 [&](const scim::Not& inverted) { need_members(*inverted.inner, needed); },
                 [&](const auto& both) {  // And, Or
                   need_members(*both.left, needed);
                   need_members(*both.right, needed);
                 },
             },
             static_cast<const Filter::variant&>(filter));
}

}  // namespace

Candidates candidates_for(ResourceType type, const Filter& filter, bool nested) {
  Lookup lookup = best_lookup(type, filter);
  if (lookup.index == Index::none) return {sql_of(Index::none, nested), std::nullopt};
  return {sql_of(lookup.index, nested), std::move(lookup.value)};
}

MembersNeeded members_needed(const Filter& filter) {
  MembersNeeded needed;
  need_members(filter, needed);
  return needed;
}

bool mentions(const Filter& filter, std::string_view attribute) {
  const auto names = [&](const AttributePath& path) {
    return path.urn.empty() && equals_ignoring_ascii_case(path.attribute, attribute);
  };
  return std::visit(overloaded{
                        [&](const scim::Not& inverted) { return mentions(*inverted.inner, attribute); },
                        [&](const Compare& compare) { return names(compare.path); },
                        [&](const scim::Present& present) { return names(present.path); },
                        [&](const scim::ValuePath& element) { return names(element.path); },
                        [&](const auto& both) {  // And, Or
                          return mentions(*both.left, attribute) || mentions(*both.right, attribute);
                        },
                    },
                    static_cast<const Filter::variant&>(filter));
}

}  // namespace bridge::store
