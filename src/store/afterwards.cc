// What is kept for later: what disabling wrote over, and entries that outlive their resources.
#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {

Result<ldap::Attributes> Reader::saved(const ResourceId& id) const {
  TRY_AS(found, first(connection_.ask("SELECT s.attributes FROM saved s JOIN resources r "
                                      "ON r.key = s.resource WHERE r.id = ?1",
                                      id),
                      attributes_row));
  return found ? *std::move(found) : ldap::Attributes();
}

Result<std::vector<Retired>> Reader::retired_until(WallTime now, int limit) const {
  return all(
      connection_.ask("SELECT id, due, person, saved FROM retired WHERE due <= ?1 ORDER BY due LIMIT ?2", now,
                      limit),
      retired_row);
}

Result<std::optional<Retired>> Reader::retired(const std::string& person) const {
  return first(
      connection_.ask("SELECT id, due, person, saved FROM retired WHERE person = ?1 AND person <> '' "
                      "ORDER BY sequence DESC LIMIT 1",
                      person),
      retired_row);
}

Result<bool> Reader::is_retired(const ResourceId& id) const {
  TRY_AS(found, first(connection_.ask("SELECT 1 FROM retired WHERE id = ?1", id), integer_row));
  return found.has_value();
}

Status Transaction::save(const ResourceId& id, const ldap::Attributes& values) {
  TRY_AS(key, resource_key(connection_, id));
  if (values.empty()) return connection_.run("DELETE FROM saved WHERE resource = ?1", key);
  return connection_.run("INSERT OR REPLACE INTO saved (resource, attributes) VALUES (?1, ?2)", key,
                         attributes_column(values));
}

Status Transaction::retire(const Retired& retired) {
  return connection_.run("INSERT OR REPLACE INTO retired (id, due, person, saved) VALUES (?1, ?2, ?3, ?4)",
                         retired.id, retired.due, retired.person, attributes_column(retired.saved));
}

Status Transaction::forget_retired(const ResourceId& id) {
  return connection_.run("DELETE FROM retired WHERE id = ?1", id);
}

}  // namespace bridge::store
