#include <nlohmann/json.hpp>

#include "base/text.h"
#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {
namespace {

using scim::Json;
using Column = std::optional<std::string>;

Column text_of(const Json& body, const char* attribute) {
  const auto found = body.find(attribute);
  if (found == body.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

Column folded(const Json& body, const char* attribute) {
  auto text = text_of(body, attribute);
  return text ? Column(fold_case(*text)) : text;
}

Result<std::int64_t> put_row(Connection& connection, const scim::Resource& resource) {
  TRY_AS(rows,
         connection.ask(
             "INSERT INTO resources (id, type, body, version, created, modified, user_name, external_id, "
             "display_name) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
             "ON CONFLICT (id) DO UPDATE SET body = excluded.body, version = excluded.version, "
             "created = excluded.created, modified = excluded.modified, user_name = excluded.user_name, "
             "external_id = excluded.external_id, display_name = excluded.display_name RETURNING key",
             resource.id, number_of(resource.type), scim::to_text(resource.body), resource.version,
             resource.created, resource.last_modified, folded(resource.body, "userName"),
             text_of(resource.body, "externalId"), folded(resource.body, "displayName")));
  TRY(rows.next());
  return rows.integer(0);
}

Status put_emails(Connection& connection, std::int64_t key, const scim::Resource& resource) {
  if (resource.type != scim::ResourceType::user) return Done{};
  TRY(connection.run("DELETE FROM emails WHERE resource = ?1", key));
  const auto emails = resource.body.find("emails");
  if (emails == resource.body.end()) return Done{};
  for (const Json& email : *emails) {
    if (!email.is_object()) continue;
    const Column value = folded(email, "value");
    if (!value) continue;
    TRY(connection.run("INSERT OR IGNORE INTO emails (value, resource) VALUES (?1, ?2)", *value, key));
  }
  return Done{};
}

Status bury(Connection& connection, const ResourceId& id, WallTime now) {
  TRY(connection.run(
      "INSERT INTO tombstones (id, type, dn, dn_normal, entry_uuid, generation, taken_over, deleted) "
      "SELECT r.id, r.type, ifnull(l.dn, ''), ifnull(l.dn_normal, ''), ifnull(l.entry_uuid, ''), "
      "ifnull(l.generation, 0), l.taken_over, ?2 FROM resources r LEFT JOIN links l ON l.id = r.id WHERE "
      "r.id = ?1",
      id, now));
  return connection.run("DELETE FROM resources WHERE id = ?1", id);
}

}  // namespace

Result<std::optional<scim::Resource>> Reader::resource(const ResourceId& id) const {
  return first(
      connection_.ask("SELECT id, type, body, version, created, modified FROM resources WHERE id = ?1", id),
      resource_row);
}

Result<std::vector<ResourceId>> Reader::referring_to(const std::string& target) const {
  return all(
      connection_.ask(
          "SELECT r.id FROM refs f JOIN resources r ON r.key = f.source WHERE f.target = ?1 ORDER BY r.key",
          target),
      id_row);
}

Result<std::optional<Tombstone>> Reader::tombstone(const ResourceId& id) const {
  return first(connection_.ask("SELECT id, type, deleted, dn, entry_uuid, generation, taken_over "
                               "FROM tombstones WHERE id = ?1",
                               id),
               tombstone_row);
}

Status Transaction::put(const scim::Resource& resource) {
  TRY_AS(buried, tombstone(resource.id));
  if (buried) return conflict("resource " + resource.id.value + " was deleted; its id is not used again");
  TRY_AS(key, put_row(connection_, resource));
  // Somebody may have named it as a member before it was here.
  if (resource.type == scim::ResourceType::group)
    TRY(connection_.run("UPDATE members SET nested = 1 WHERE value = ?1 AND nested = 0", resource.id));
  return put_emails(connection_, key, resource);
}

Result<scim::Resource> Transaction::touch(const ResourceId& id, WallTime now) {
  TRY(connection_.run(
      "UPDATE resources SET version = version + 1, modified = max(modified, ?2) WHERE id = ?1", id, now));
  TRY_AS(touched, resource(id));
  if (!touched) return not_found("there is no resource " + id.value);
  return *std::move(touched);
}

Status Transaction::erase(const ResourceId& id, WallTime now) {
  TRY(bury(connection_, id, now));
  TRY(connection_.run("DELETE FROM links WHERE id = ?1", id));
  TRY(connection_.run("DELETE FROM held WHERE id = ?1", id));
  TRY(connection_.run("DELETE FROM flags WHERE id = ?1", id));
  return connection_.run("DELETE FROM names WHERE id = ?1", id);
}

Status Transaction::erase_but_entry(const ResourceId& id, const std::vector<Name>& names, WallTime now) {
  TRY(bury(connection_, id, now));
  TRY(connection_.run("UPDATE members SET held = 1 WHERE value = ?1", id));
  TRY(connection_.run("DELETE FROM held WHERE id = ?1", id));
  TRY(connection_.run("DELETE FROM flags WHERE id = ?1", id));
  return keep_names(id, names);
}

Status Transaction::set_references(const ResourceId& source, const std::vector<std::string>& targets) {
  TRY_AS(key, resource_key(connection_, source));
  TRY(connection_.run("DELETE FROM refs WHERE source = ?1", key));
  for (const std::string& target : targets) {
    TRY(connection_.run("INSERT OR IGNORE INTO refs (source, target) VALUES (?1, ?2)", key, target));
  }
  return Done{};
}

}  // namespace bridge::store
