#include <nlohmann/json.hpp>
#include <set>

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

// What of a resource is searched by, as its columns hold it.
struct Indexed {
  Column user_name, external_id, display_name;
  bool operator==(const Indexed&) const = default;
};
Indexed indexed(const Json& body) {
  return {folded(body, "userName"), text_of(body, "externalId"), folded(body, "displayName")};
}

// A row of resources: key, user_name, external_id, display_name.
struct KnownRow {
  std::int64_t key;
  Indexed indexed;
};
Result<KnownRow> known_row(const Statement& row) {
  const auto column = [&](int at) { return row.is_null(at) ? Column() : Column(row.text(at)); };
  return KnownRow{row.integer(0), {column(1), column(2), column(3)}};
}

Result<std::int64_t> insert_row(Connection& connection, const scim::Resource& resource) {
  const Indexed names = indexed(resource.body);
  TRY(connection.run(
      "INSERT INTO resources (id, type, body, version, created, modified, user_name, external_id, "
      "display_name) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
      resource.id, number_of(resource.type), scim::to_text(resource.body), resource.version, resource.created,
      resource.last_modified, names.user_name, names.external_id, names.display_name));
  return std::int64_t{sqlite3_last_insert_rowid(connection.handle())};
}

// Each index that is not touched is a page that need not be written.
Status update_row(Connection& connection, const KnownRow& known, const scim::Resource& resource) {
  TRY(connection.run(
      "UPDATE resources SET body = ?2, version = ?3, created = ?4, modified = ?5 WHERE key = ?1", known.key,
      scim::to_text(resource.body), resource.version, resource.created, resource.last_modified));
  const Indexed names = indexed(resource.body);
  if (names == known.indexed) return Done{};
  return connection.run(
      "UPDATE resources SET user_name = ?2, external_id = ?3, display_name = ?4 WHERE key = ?1", known.key,
      names.user_name, names.external_id, names.display_name);
}

std::set<std::string> emails_of(const scim::Resource& resource) {
  std::set<std::string> values;
  const auto emails = resource.body.find("emails");
  if (resource.type != scim::ResourceType::user || emails == resource.body.end()) return values;
  for (const Json& email : *emails)
    if (email.is_object())
      if (auto value = folded(email, "value")) values.insert(*std::move(value));
  return values;
}

Status put_emails(Connection& connection, std::int64_t key, const scim::Resource& resource) {
  if (resource.type != scim::ResourceType::user) return Done{};
  auto wanted = emails_of(resource);
  TRY_AS(known, all(connection.ask("SELECT value FROM emails WHERE resource = ?1", key), text_row));
  for (const auto& value : known)
    if (wanted.erase(value) == 0)
      TRY(connection.run("DELETE FROM emails WHERE value = ?1 AND resource = ?2", value, key));
  for (const auto& value : wanted)
    TRY(connection.run("INSERT INTO emails (value, resource) VALUES (?1, ?2)", value, key));
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
  TRY_AS(known, first(connection_.ask("SELECT key, user_name, external_id, display_name FROM resources "
                                      "WHERE id = ?1",
                                      resource.id),
                      known_row));
  if (known) {
    TRY(update_row(connection_, *known, resource));
    return put_emails(connection_, known->key, resource);
  }
  TRY_AS(buried, tombstone(resource.id));
  if (buried) return conflict("resource " + resource.id.value + " was deleted; its id is not used again");
  TRY_AS(key, insert_row(connection_, resource));
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
  TRY_AS(known, all(connection_.ask("SELECT target FROM refs WHERE source = ?1", key), text_row));
  std::set<std::string> wanted(targets.begin(), targets.end());
  for (const std::string& target : known)
    if (wanted.erase(target) == 0)
      TRY(connection_.run("DELETE FROM refs WHERE source = ?1 AND target = ?2", key, target));
  for (const std::string& target : wanted)
    TRY(connection_.run("INSERT INTO refs (source, target) VALUES (?1, ?2)", key, target));
  return Done{};
}

}  // namespace bridge::store
