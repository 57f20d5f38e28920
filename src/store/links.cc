#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {

Result<std::optional<Link>> Reader::link(const ResourceId& id) const {
  return first(
      connection_.ask(
          "SELECT dn, entry_uuid, generation, aliases, merges, taken_over FROM links WHERE id = ?1", id),
      link_row);
}

Result<std::optional<ResourceId>> Reader::linked_to(const ldap::Dn& dn) const {
  return first(connection_.ask("SELECT id FROM links WHERE dn_normal = ?1", dn.normal()), id_row);
}

Result<std::vector<ResourceId>> Reader::named(const ldap::Dn& dn, const Aliases& aliases) const {
  return all(connection_.ask("SELECT id FROM links WHERE dn_normal = ?1 "
                             "UNION SELECT id FROM links WHERE aliases = ?2 AND aliases <> ''",
                             dn.normal(), aliases_column(aliases)),
             id_row);
}

Status Transaction::set_link(const ResourceId& id, const ldap::Dn& dn, const std::string& entry_uuid) {
  TRY_AS(known, link(id));
  if (known && known->dn.text() == dn.text() && known->entry_uuid == entry_uuid) return Done{};
  TRY_AS(holder, linked_to(dn));
  if (holder && *holder != id) return conflict(dn.text() + " is linked to resource " + holder->value);
  return connection_.run(
      "INSERT INTO links (id, dn, dn_normal, entry_uuid, generation) VALUES (?1, ?2, ?3, ?4, 1) "
      "ON CONFLICT (id) DO UPDATE SET generation = generation + (dn_normal <> excluded.dn_normal), "
      "dn = excluded.dn, dn_normal = excluded.dn_normal, entry_uuid = excluded.entry_uuid",
      id, dn.text(), dn.normal(), entry_uuid);
}

Status Transaction::set_aliases(const ResourceId& id, const Aliases& aliases) {
  return connection_.run("UPDATE links SET aliases = ?2 WHERE id = ?1", id, aliases_column(aliases));
}

Status Transaction::set_merges(const ResourceId& id, bool merges) {
  return connection_.run("UPDATE links SET merges = ?2 WHERE id = ?1", id, std::int64_t{merges});
}

Status Transaction::set_taken_over(const ResourceId& id, const std::set<ldap::AttributeName>& ours) {
  return connection_.run("UPDATE links SET taken_over = ?2 WHERE id = ?1", id, names_column(ours));
}

Status Transaction::unlink(const ResourceId& id) {
  return connection_.run("DELETE FROM links WHERE id = ?1", id);
}

}  // namespace bridge::store
