// Values in other entries that may be out of date.
#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {

Result<std::vector<Dirty>> Reader::dirty(int limit) const {
  return all(connection_.ask("SELECT sequence, entry, subject, stale_dn, stale_aliases FROM dirty "
                             "ORDER BY sequence LIMIT ?1",
                             limit),
             dirty_row);
}

Result<std::vector<Dirty>> Reader::dirty_of(const ResourceId& entry, int limit) const {
  return all(connection_.ask("SELECT sequence, entry, subject, stale_dn, stale_aliases FROM dirty "
                             "WHERE entry = ?1 ORDER BY subject, sequence LIMIT ?2",
                             entry, limit),
             dirty_row);
}

Result<std::vector<ResourceId>> Reader::dirty_entries(int limit) const {
  return all(connection_.ask("SELECT entry FROM dirty GROUP BY entry ORDER BY min(sequence) LIMIT ?1", limit),
             id_row);
}

Result<std::vector<ResourceId>> Reader::dirty_entries_because_of(const ResourceId& cause) const {
  return all(connection_.ask("SELECT DISTINCT entry FROM dirty WHERE cause = ?1", cause), id_row);
}

Status Transaction::mark_dirty(const ResourceId& entry, const ResourceId& subject,
                               const std::string& stale_dn, const Aliases& stale_aliases,
                               const ResourceId& cause) {
  return connection_.run(
      "INSERT OR REPLACE INTO dirty (entry, subject, stale_dn, stale_aliases, cause) "
      "VALUES (?1, ?2, ?3, ?4, ?5)",
      entry, subject, stale_dn, aliases_column(stale_aliases), cause.empty() ? subject : cause);
}

Status Transaction::mark_people_dirty(const ResourceId& entry, const ResourceId& inner,
                                      const ResourceId& cause) {
  return connection_.run(
      "WITH RECURSIVE below (key) AS (SELECT key FROM resources WHERE id = ?2 "
      "UNION SELECT r.key FROM below b JOIN members m INDEXED BY members_nested ON m.group_key = b.key AND "
      "m.nested = 1 "
      "JOIN resources r ON r.id = m.value) "
      "INSERT OR REPLACE INTO dirty (entry, subject, stale_dn, stale_aliases, cause) "
      "SELECT ?1, m.value, l.dn, l.aliases, ?3 FROM below b JOIN members m ON m.group_key = b.key "
      "JOIN resources r ON r.id = m.value AND r.type = 0 JOIN links l ON l.id = m.value",
      entry, inner, cause);
}

Status Transaction::clear_dirty(std::int64_t sequence) {
  return connection_.run("DELETE FROM dirty WHERE sequence = ?1", sequence);
}

}  // namespace bridge::store
