// What a pass over the directory asks and remembers.
#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {
namespace {

Result<PassRecord> pass_row(const Statement& row) {
  return PassRecord{row.integer(0), row.time(1), row.optional_time(2), row.text(3)};
}

}  // namespace

Result<std::optional<Numbered>> Reader::owner_of(const std::string& entry_uuid, const ldap::Dn& dn) const {
  if (!entry_uuid.empty()) {
    TRY_AS(owner, first(connection_.ask("SELECT r.key, r.id, r.type FROM links l JOIN resources r "
                                        "ON r.id = l.id WHERE l.entry_uuid = ?1",
                                        entry_uuid),
                        numbered_row));
    if (owner) return owner;
  }
  return first(connection_.ask("SELECT r.key, r.id, r.type FROM links l JOIN resources r ON r.id = l.id "
                               "WHERE l.dn_normal = ?1 AND l.entry_uuid = ''",
                               dn.normal()),
               numbered_row);
}

Result<std::vector<Numbered>> Reader::numbered(scim::ResourceType type, std::int64_t after, int limit) const {
  return all(connection_.ask("SELECT key, id, type FROM resources WHERE key > ?1 AND type = ?2 "
                             "ORDER BY key LIMIT ?3",
                             after, number_of(type), std::int64_t{limit}),
             numbered_row);
}

Result<std::optional<Numbered>> Reader::numbered(const ResourceId& id) const {
  return first(connection_.ask("SELECT key, id, type FROM resources WHERE id = ?1", id), numbered_row);
}

Result<bool> Reader::has_link_below(const ldap::Dn& base) const {
  TRY_AS(found, first(connection_.ask("SELECT 1 FROM links WHERE substr(dn_normal, -length(?1)) = ?1 LIMIT 1",
                                      "," + base.normal()),
                      integer_row));
  return found.has_value();
}

Result<std::int64_t> Reader::last_number() const {
  TRY_AS(last, first(connection_.ask("SELECT ifnull(max(key), 0) FROM resources"), integer_row));
  return *last;
}

Result<std::optional<Tombstone>> Reader::tombstone_of(const std::string& entry_uuid) const {
  return first(connection_.ask(
                   "SELECT id, type, deleted, dn, entry_uuid, generation, taken_over "
                   "FROM tombstones WHERE entry_uuid = ?1 AND entry_uuid <> '' ORDER BY deleted DESC LIMIT 1",
                   entry_uuid),
               tombstone_row);
}

Result<std::vector<PassRecord>> Reader::passes(int limit) const {
  return all(connection_.ask("SELECT number, begun, ended, outcome FROM passes ORDER BY number DESC LIMIT ?1",
                             std::int64_t{limit}),
             pass_row);
}

Result<std::optional<std::string>> Reader::remembered(const std::string& name) const {
  return first(connection_.ask("SELECT value FROM remembered WHERE name = ?1", name), text_row);
}

Result<std::int64_t> Transaction::begin_pass(WallTime now) {
  TRY(connection_.run("DELETE FROM passes WHERE number <= (SELECT max(number) FROM passes) - 1000"));
  TRY_AS(number,
         first(connection_.ask("INSERT INTO passes (begun, outcome) VALUES (?1, '') RETURNING number", now),
               integer_row));
  return *number;
}

Status Transaction::end_pass(std::int64_t number, WallTime now, const std::string& outcome) {
  return connection_.run("UPDATE passes SET ended = ?2, outcome = ?3 WHERE number = ?1", number, now,
                         outcome);
}

Status Transaction::remember(const std::string& name, const std::string& value) {
  return connection_.run("INSERT OR REPLACE INTO remembered (name, value) VALUES (?1, ?2)", name, value);
}

}  // namespace bridge::store
