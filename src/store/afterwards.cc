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

Result<std::vector<Purge>> Reader::purges(int limit) const {
  return all(connection_.ask("SELECT id, due FROM purges ORDER BY due LIMIT ?1", limit), purge_row);
}

Status Transaction::save(const ResourceId& id, const ldap::Attributes& values) {
  TRY_AS(key, resource_key(connection_, id));
  if (values.empty()) return connection_.run("DELETE FROM saved WHERE resource = ?1", key);
  return connection_.run("INSERT OR REPLACE INTO saved (resource, attributes) VALUES (?1, ?2)", key,
                         attributes_column(values));
}

Status Transaction::set_purge(const Purge& purge) {
  return connection_.run("INSERT OR REPLACE INTO purges (id, due) VALUES (?1, ?2)", purge.id, purge.due);
}

Status Transaction::clear_purge(const ResourceId& id) {
  return connection_.run("DELETE FROM purges WHERE id = ?1", id);
}

}  // namespace bridge::store
