#include "store/shown.h"

#include "base/text.h"
#include "store/reader.h"
#include "store/rows.h"

namespace bridge::store {
namespace {

using scim::Json;
using scim::ResourceType;

// Columns: value, pushed, type (NULL: no such resource), name as JSON. The operator -> keeps a NUL inside a
// text, which json_extract takes for its end.
#define MEMBERS_SHOWN                                                                            \
  "SELECT m.value, m.pushed, r.type, ifnull(r.body -> '$.displayName', r.body -> '$.userName') " \
  "FROM members m "
#define WITH_RESOURCE "LEFT JOIN resources r ON r.id = m.value "

constexpr char kPageOfMembers[] = MEMBERS_SHOWN WITH_RESOURCE
    "WHERE m.group_key = ?1 AND m.value > ?2 AND m.held = 0 ORDER BY m.value LIMIT ?3";
constexpr char kMembersOfValue[] = MEMBERS_SHOWN WITH_RESOURCE
    "WHERE m.group_key = ?1 AND m.value = ?2 AND m.held = 0 UNION ALL " MEMBERS_SHOWN
    "INDEXED BY members_by_folded " WITH_RESOURCE "WHERE m.folded = ?2 AND m.group_key = ?1 AND m.held = 0";

#undef MEMBERS_SHOWN
#undef WITH_RESOURCE

// Columns: id, name as JSON, whether direct.
constexpr char kGroups[] =
    "SELECT g.id, g.body -> '$.displayName', 1 FROM members m JOIN resources g ON g.key = m.group_key "
    "WHERE m.value = ?1 AND m.held = 0 ORDER BY g.key";
// UNION, not UNION ALL: each group once, also where groups hold each other.
constexpr char kGroupsAndTheirs[] =
    "WITH RECURSIVE up(key, direct) AS (SELECT group_key, 1 FROM members WHERE value = ?1 AND held = 0 "
    "UNION SELECT m.group_key, 0 FROM up JOIN resources g ON g.key = up.key "
    "JOIN members m ON m.value = g.id AND m.held = 0) "
    "SELECT g.id, g.body -> '$.displayName', max(up.direct) FROM up JOIN resources g ON g.key = up.key "
    "GROUP BY g.key ORDER BY g.key";

Status add_name(const Statement& row, int column, Json& shown) {
  if (row.is_null(column)) return Done{};
  TRY_AS(name, scim::parse_json(row.text(column)));
  shown["display"] = std::move(name);
  return Done{};
}

Result<Json> shown_member(const Statement& row, const View& view) {
  TRY_AS(member, member_row(row));
  Json shown = std::move(member.pushed);
  shown["value"] = member.value;
  if (row.is_null(2)) return shown;
  const auto type = static_cast<ResourceType>(row.integer(2));
  shown["type"] = name_of(type);
  shown["$ref"] = scim::location_of(type, ResourceId{member.value}, view.base_url);
  TRY(add_name(row, 3, shown));
  return shown;
}

Result<std::vector<Json>> members_of(Result<Statement> rows, const View& view) {
  if (!rows) return std::move(rows).error();
  std::vector<Json> members;
  while (true) {
    TRY_AS(more, rows->next());
    if (!more) return members;
    TRY_AS(member, shown_member(*rows, view));
    members.push_back(std::move(member));
  }
}

// Members of any of these values, or all, or any one.
Result<std::vector<Json>> members_needed_of(Connection& connection, std::int64_t group,
                                            const MembersNeeded& needed, const View& view) {
  if (needed.all) return shown_members(connection, group, "", -1, view);
  std::vector<Json> members;
  const auto take = [&](Result<std::vector<Json>> found) -> Status {
    if (!found) return std::move(found).error();
    members.insert(members.end(), std::make_move_iterator(found->begin()),
                   std::make_move_iterator(found->end()));
    return Done{};
  };
  if (needed.one) TRY(take(shown_members(connection, group, "", 1, view)));
  for (const std::string& value : needed.values)
    TRY(take(members_of(connection.ask(kMembersOfValue, group, fold_case(value)), view)));
  return members;
}

}  // namespace

Result<std::vector<Json>> shown_members(Connection& connection, std::int64_t group, const std::string& after,
                                        int limit, const View& view) {
  return members_of(connection.ask(kPageOfMembers, group, after, limit), view);
}

Result<Json> shown_groups(Connection& connection, const ResourceId& person, const View& view) {
  TRY_AS(rows, connection.ask(view.nested ? kGroupsAndTheirs : kGroups, person));
  Json groups = Json::array();
  while (true) {
    TRY_AS(more, rows.next());
    if (!more) return groups;
    const ResourceId id{rows.text(0)};
    Json group = {{"value", id.value},
                  {"$ref", scim::location_of(ResourceType::group, id, view.base_url)},
                  {"type", rows.integer(2) != 0 ? "direct" : "indirect"}};
    TRY(add_name(rows, 1, group));
    groups.push_back(std::move(group));
  }
}

Result<Json> show(Connection& connection, std::int64_t key, const scim::Resource& resource,
                  const Needed& needed, const View& view) {
  Json shown = scim::render(resource, view.base_url);
  if (resource.type == ResourceType::group) {
    TRY_AS(members, members_needed_of(connection, key, needed.members, view));
    if (!members.empty()) shown["members"] = std::move(members);
  } else if (needed.groups) {
    TRY_AS(groups, shown_groups(connection, resource.id, view));
    if (!groups.empty()) shown["groups"] = std::move(groups);
  }
  return shown;
}

Result<std::vector<Json>> Reader::shown_members(const ResourceId& group, const std::string& after, int limit,
                                                const View& view) const {
  TRY_AS(key, resource_key(connection_, group));
  return store::shown_members(connection_, key, after, limit, view);
}

Result<Json> Reader::shown_groups(const ResourceId& person, const View& view) const {
  return store::shown_groups(connection_, person, view);
}

}  // namespace bridge::store
