#include "base/text.h"
#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {
namespace {

Status add_member(Connection& connection, std::int64_t group, const scim::Member& member) {
  std::optional<std::string> folded = fold_case(member.value);
  if (*folded == member.value) folded.reset();
  return connection.run(
      "INSERT INTO members (group_key, value, folded, pushed, nested) VALUES (?1, ?2, ?3, ?4, "
      "EXISTS (SELECT 1 FROM resources WHERE id = ?2 AND type = 1)) "
      "ON CONFLICT (group_key, value) DO UPDATE SET pushed = excluded.pushed, held = 0",
      group, member.value, folded, pushed_column(member));
}

Status remove_member(Connection& connection, std::int64_t group, const std::string& value, bool held) {
  return held
             ? connection.run("UPDATE members SET held = 1 WHERE group_key = ?1 AND value = ?2", group, value)
             : connection.run("DELETE FROM members WHERE group_key = ?1 AND value = ?2", group, value);
}

}  // namespace

Result<std::vector<scim::Member>> Reader::members(const ResourceId& group, const std::string& after,
                                                  int limit) const {
  return all(connection_.ask(
                 "SELECT value, pushed FROM members "
                 "WHERE group_key = (SELECT key FROM resources WHERE id = ?1) AND value > ?2 AND held = 0 "
                 "ORDER BY value LIMIT ?3",
                 group, after, limit),
             member_row);
}

Result<bool> Reader::has_member(const ResourceId& group, const std::string& value) const {
  TRY_AS(found, first(connection_.ask("SELECT 1 FROM members WHERE group_key = "
                                      "(SELECT key FROM resources WHERE id = ?1) AND value = ?2 AND held = 0",
                                      group, value),
                      integer_row));
  return found.has_value();
}

Result<std::optional<scim::Member>> Reader::member(const ResourceId& group, const std::string& value) const {
  return first(connection_.ask("SELECT value, pushed FROM members WHERE group_key = "
                               "(SELECT key FROM resources WHERE id = ?1) AND value = ?2 AND held = 0",
                               group, value),
               member_row);
}

Result<std::vector<ResourceId>> Reader::groups_with_member(const std::string& value) const {
  return all(connection_.ask("SELECT r.id FROM members m JOIN resources r ON r.key = m.group_key "
                             "WHERE m.value = ?1 ORDER BY r.key",
                             value),
             id_row);
}

Status Transaction::apply_members(const ResourceId& group, const std::vector<MemberChange>& changes) {
  TRY_AS(key, resource_key(connection_, group));
  for (const MemberChange& change : changes) {
    TRY(change.add ? add_member(connection_, key, change.member)
                   : remove_member(connection_, key, change.member.value, change.held));
    TRY(connection_.run("DELETE FROM held WHERE id = ?1 AND kind = 2 AND subject = ?2", group,
                        change.member.value));
  }
  return Done{};
}

}  // namespace bridge::store
