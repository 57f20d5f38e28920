// Who is listed in groups' entries, by rows of their own or of groups inside.
#include <set>

#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {
namespace {

// A person counts who has an entry and, where that matters (?3), is not disabled; what is held has not
// happened to an entry yet.
#define BRIDGE_COUNTS(value)                                                                                \
  "EXISTS (SELECT 1 FROM links l WHERE l.id = " value                                                       \
  ") AND (EXISTS (SELECT 1 FROM resources p WHERE p.id = " value                                            \
  " AND p.type = 0 AND (?3 = 0 OR json_extract(p.body, '$.active') IS NOT 0 OR EXISTS (SELECT 1 FROM held " \
  "h "                                                                                                      \
  "WHERE h.id = p.id AND h.kind = 1))) OR EXISTS (SELECT 1 FROM held h WHERE h.id = " value                 \
  " AND h.kind = 0 AND h.type = 0)) "

// The group ?1 and, where that is asked for (?2), the groups inside it.
#define BRIDGE_BELOW                                                                                     \
  "WITH RECURSIVE below (key) AS (SELECT key FROM resources WHERE id = ?1 "                              \
  "UNION SELECT r.key FROM below b JOIN members m INDEXED BY members_nested ON m.group_key = b.key AND " \
  "m.nested = 1 "                                                                                        \
  "JOIN resources r ON r.id = m.value WHERE ?2 <> 0) "

Result<std::set<std::string>> members_in_open_intents(Connection& connection, const ResourceId& group) {
  std::set<std::string> values;
  TRY_AS(rows, connection.ask("SELECT json_extract(e.value, '$[1]') FROM journal j, json_each(j.members) e "
                              "WHERE j.id = ?1",
                              group));
  while (true) {
    TRY_AS(more, rows.next());
    if (!more) return values;
    values.insert(rows.text(0));
  }
}

}  // namespace

Result<bool> Reader::is_listed(const ResourceId& group, const ResourceId& person,
                               const ListingRules& rules) const {
  TRY_AS(found, first(connection_.ask(
                          "WITH RECURSIVE above (key) AS (SELECT group_key FROM members WHERE value = ?1 "
                          "UNION SELECT m.group_key FROM above a JOIN resources r ON r.key = a.key "
                          "JOIN members m ON m.value = r.id WHERE ?2 <> 0) "
                          "SELECT 1 FROM above a JOIN resources g ON g.key = a.key WHERE g.id = ?4 "
                          "AND " BRIDGE_COUNTS("?1") "LIMIT 1",
                          person, std::int64_t{rules.nested}, std::int64_t{rules.drop_inactive}, group),
                      integer_row));
  return found.has_value();
}

// The rows come one by one, so that the first person who counts ends the search however large the group is.
Result<bool> Reader::lists_someone_besides(const ResourceId& group, const std::vector<std::string>& except,
                                           const ListingRules& rules) const {
  TRY_AS(uncertain, members_in_open_intents(connection_, group));
  uncertain.insert(except.begin(), except.end());
  TRY_AS(persons, connection_.ask(BRIDGE_BELOW
                                  "SELECT m.value FROM below b JOIN members m ON m.group_key = b.key "
                                  "WHERE " BRIDGE_COUNTS(
                                      "m.value") "AND NOT EXISTS (SELECT 1 FROM dirty d WHERE d.entry = ?1 "
                                                 "AND d.subject = m.value)",
                                  group, std::int64_t{rules.nested}, std::int64_t{rules.drop_inactive}));
  while (true) {
    TRY_AS(more, persons.next());
    if (!more) return false;
    if (!uncertain.contains(persons.text(0))) return true;
  }
}

Status Reader::each_listed(const ResourceId& group, const ListingRules& rules,
                           const std::function<Status(const Link& person)>& on_person) const {
  TRY_AS(rows, connection_.ask(BRIDGE_BELOW
                               "SELECT l.dn, l.entry_uuid, l.generation, l.aliases, l.merges, NULL FROM "
                               "(SELECT DISTINCT m.value AS id FROM below b "
                               "JOIN members m ON m.group_key = b.key WHERE " BRIDGE_COUNTS(
                                   "m.value") ") listed JOIN links l ON l.id = listed.id",
                               group, std::int64_t{rules.nested}, std::int64_t{rules.drop_inactive}));
  while (true) {
    TRY_AS(more, rows.next());
    if (!more) return Done{};
    TRY_AS(person, link_row(rows));
    TRY(on_person(person));
  }
}

Result<bool> Reader::has_nested_group(const ResourceId& group) const {
  TRY_AS(found, first(connection_.ask("SELECT 1 FROM members INDEXED BY members_nested WHERE group_key = "
                                      "(SELECT key FROM resources WHERE id = ?1) AND nested = 1 LIMIT 1",
                                      group),
                      integer_row));
  return found.has_value();
}

Result<std::vector<ResourceId>> Reader::groups_above(const std::string& value) const {
  return all(connection_.ask("WITH RECURSIVE above (key) AS (SELECT group_key FROM members WHERE value = ?1 "
                             "UNION SELECT m.group_key FROM above a JOIN resources r ON r.key = a.key "
                             "JOIN members m ON m.value = r.id) "
                             "SELECT r.id FROM above a JOIN resources r ON r.key = a.key ORDER BY r.key",
                             value),
             id_row);
}

Result<std::vector<ResourceId>> Reader::empty_groups(const ListingRules& rules, int limit) const {
  std::vector<ResourceId> empty;
  TRY_AS(groups, all(connection_.ask("SELECT id FROM resources WHERE type = 1 ORDER BY key"), id_row));
  for (auto& group : groups) {
    if (static_cast<int>(empty.size()) == limit) break;
    TRY_AS(filled, lists_someone_besides(group, {}, rules));
    if (!filled) empty.push_back(std::move(group));
  }
  return empty;
}

}  // namespace bridge::store
