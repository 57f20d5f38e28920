// The audit trail: asked for by people, cut off at its old end.
#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

#define BRIDGE_AUDIT_QUERY                                                 \
  "AND (?2 = '' OR instr(ldif, ?2) > 0) AND (?3 = '' OR request_id = ?3) " \
  "AND (?4 IS NULL OR at >= ?4) ORDER BY sequence DESC LIMIT ?5"

namespace bridge::store {
namespace {

Result<std::optional<WallTime>> time_row(const Statement& row) { return row.optional_time(0); }

}  // namespace

Result<std::vector<AuditRecord>> Reader::audit(const ResourceId& resource) const {
  return all(
      connection_.ask("SELECT at, id, client, request_id, ldif FROM audit WHERE id = ?1 ORDER BY sequence",
                      resource),
      audit_row);
}

// The trail is written in the order of time, so it is read backwards until there is enough; what one resource
// went through has an index.
Result<std::vector<AuditRecord>> Reader::audit_trail(const AuditQuery& query) const {
  const std::int64_t limit = query.limit;
  if (query.resource)
    return all(connection_.ask(
                   "SELECT at, id, client, request_id, ldif FROM audit WHERE id = ?1 " BRIDGE_AUDIT_QUERY,
                   *query.resource, query.naming, query.request_id, query.since, limit),
               audit_row);
  return all(connection_.ask(
                 "SELECT at, id, client, request_id, ldif FROM audit WHERE ?1 IS NULL " BRIDGE_AUDIT_QUERY,
                 nullptr, query.naming, query.request_id, query.since, limit),
             audit_row);
}

Result<std::optional<WallTime>> Reader::oldest_audit() const {
  TRY_AS(oldest, first(connection_.ask("SELECT at FROM audit ORDER BY sequence LIMIT 1"), time_row));
  return oldest ? *oldest : std::optional<WallTime>();
}

Status Transaction::append_audit(const AuditRecord& record) {
  return connection_.run("INSERT INTO audit (at, id, client, request_id, ldif) VALUES (?1, ?2, ?3, ?4, ?5)",
                         record.at, record.resource, record.client, record.request_id, record.ldif);
}

Status Transaction::drop_audit(WallTime before, int at_most) {
  return connection_.run(
      "DELETE FROM audit WHERE at < ?1 AND sequence IN (SELECT sequence FROM audit ORDER BY sequence LIMIT "
      "?2)",
      before, std::int64_t{at_most});
}

}  // namespace bridge::store
