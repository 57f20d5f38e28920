// Flags and counts: what people look at.
#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {
namespace {

Result<Reader::Counts> counts_row(const Statement& row) {
  return Reader::Counts{row.integer(0), row.integer(1), row.integer(2),
                        row.integer(3), row.integer(4), row.integer(5)};
}

Result<std::pair<std::string, long>> kind_row(const Statement& row) {
  return std::pair(row.text(0), static_cast<long>(row.integer(1)));
}

}  // namespace

Result<std::vector<std::pair<std::string, long>>> Reader::flags_by_kind() const {
  return all(connection_.ask("SELECT kind, count(*) FROM flags GROUP BY kind ORDER BY kind"), kind_row);
}

Result<std::vector<Flag>> Reader::flags(const std::optional<ResourceId>& resource) const {
  if (!resource) {
    return all(connection_.ask("SELECT kind, id, subject, detail, client, since FROM flags ORDER BY since"),
               flag_row);
  }
  return all(connection_.ask(
                 "SELECT kind, id, subject, detail, client, since FROM flags WHERE id = ?1 ORDER BY since",
                 *resource),
             flag_row);
}

Result<std::vector<Flag>> Reader::flags_of_kind(const std::string& kind) const {
  return all(
      connection_.ask(
          "SELECT kind, id, subject, detail, client, since FROM flags WHERE kind = ?1 ORDER BY since", kind),
      flag_row);
}

Result<std::vector<Flag>> Reader::flags_of_kind(const std::string& kind, const ResourceId& resource) const {
  return all(connection_.ask("SELECT kind, id, subject, detail, client, since FROM flags "
                             "WHERE kind = ?1 AND id = ?2 ORDER BY since",
                             kind, resource),
             flag_row);
}

Result<std::optional<Flag>> Reader::flag(const std::string& kind, const ResourceId& resource,
                                         const std::string& subject) const {
  return first(connection_.ask("SELECT kind, id, subject, detail, client, since FROM flags "
                               "WHERE kind = ?1 AND id = ?2 AND subject = ?3",
                               kind, resource, subject),
               flag_row);
}

Result<Reader::Counts> Reader::counts() const {
  TRY_AS(counts, first(connection_.ask("SELECT (SELECT count(*) FROM resources WHERE type = 0), "
                                       "(SELECT count(*) FROM resources WHERE type = 1), "
                                       "(SELECT count(*) FROM journal), (SELECT count(*) FROM dirty), "
                                       "(SELECT count(*) FROM flags), "
                                       "(SELECT count(*) FROM held WHERE state <> 2)"),
                       counts_row));
  return *counts;
}

Result<long> Reader::member_count() const {
  TRY_AS(count, first(connection_.ask("SELECT count(*) FROM members"), integer_row));
  return static_cast<long>(*count);
}

Status Transaction::raise_flag(const Flag& flag) {
  return connection_.run(
      "INSERT INTO flags (kind, id, subject, detail, client, since) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
      "ON CONFLICT (kind, id, subject) DO UPDATE SET detail = excluded.detail, "
      "client = CASE excluded.client WHEN '' THEN client ELSE excluded.client END",
      flag.kind, flag.resource, flag.subject, flag.detail, flag.client, flag.since);
}

Status Transaction::clear_flag(const std::string& kind, const ResourceId& resource,
                               const std::string& subject) {
  if (subject.empty())
    return connection_.run("DELETE FROM flags WHERE kind = ?1 AND id = ?2", kind, resource);
  return connection_.run("DELETE FROM flags WHERE kind = ?1 AND id = ?2 AND subject = ?3", kind, resource,
                         subject);
}

}  // namespace bridge::store
