#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/connection.h"
#include "store/records.h"

namespace bridge::store {

// How records stand in rows. Each reads the current row, columns in the order its comment names; what cannot
// be read is a damaged file: internal.

Result<ResourceId> id_row(const Statement& row);            // id
Result<std::int64_t> integer_row(const Statement& row);     // any integer
Result<std::string> text_row(const Statement& row);         // any text
Result<scim::Resource> resource_row(const Statement& row);  // id, type, body, version, created, modified
Result<scim::Member> member_row(const Statement& row);      // value, pushed
Result<Link> link_row(const Statement& row);                // dn, entry_uuid, generation, aliases, merges,
                                                            // taken_over
Result<Intent> intent_row(const Statement& row);            // the journal's columns as declared
Result<Dirty> dirty_row(const Statement& row);        // sequence, entry, subject, stale_dn, stale_aliases
Result<Flag> flag_row(const Statement& row);          // kind, id, subject, detail, client, since
Result<AuditRecord> audit_row(const Statement& row);  // at, id, client, request_id, ldif
// id, kind, client, digest, rights, created, expires, revoked
Result<Credential> credential_row(const Statement& row);
Result<Tombstone> tombstone_row(
    const Statement& row);  // id, type, deleted, dn, entry_uuid, generation, taken_over
Result<ChosenValue> chosen_row(const Statement& row);           // space, value, attribute, id, person
Result<Retired> retired_row(const Statement& row);              // id, due, person, saved
Result<HighWater> high_water_row(const Statement& row);         // next, promised
Result<Numbered> numbered_row(const Statement& row);            // key, id, type
Result<ldap::Attributes> attributes_row(const Statement& row);  // attributes

std::int64_t number_of(scim::ResourceType type);

// The row number by which other tables name a resource; not_found when there is none.
Result<std::int64_t> resource_key(Connection& connection, const ResourceId& id);

// What stands in members.pushed, and in journal.members.
std::optional<std::string> pushed_column(const scim::Member& member);
std::string attributes_column(const ldap::Attributes& attributes);
std::string aliases_column(const Aliases& aliases);
std::string names_column(const std::set<ldap::AttributeName>& names);
std::string members_column(const std::vector<MemberChange>& changes);
std::string guard_column(const GuardNote& note);

// What stands there.
Result<ldap::Attributes> attributes_at(const Statement& row, int column);
Result<GuardNote> guard_at(const Statement& row, int column);

// All rows of an answer, or its first one, as records.
template <class Record>
Result<std::vector<Record>> all(Result<Statement> rows, Result<Record> (*read)(const Statement&)) {
  if (!rows) return std::move(rows).error();
  std::vector<Record> records;
  while (true) {
    TRY_AS(more, rows->next());
    if (!more) return records;
    TRY_AS(record, read(*rows));
    records.push_back(std::move(record));
  }
}

template <class Record>
Result<std::optional<Record>> first(Result<Statement> rows, Result<Record> (*read)(const Statement&)) {
  if (!rows) return std::move(rows).error();
  TRY_AS(found, rows->next());
  if (!found) return std::optional<Record>();
  TRY_AS(record, read(*rows));
  return std::optional<Record>(std::move(record));
}

}  // namespace bridge::store
