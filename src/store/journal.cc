#include <nlohmann/json.hpp>

#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {
namespace {

// One side of an intent as columns, all NULL when there is none.
struct Image {
  std::optional<std::string> body;
  std::optional<std::int64_t> version;
  std::optional<WallTime> created, modified;
};

Image image_of(const std::optional<scim::Resource>& resource) {
  if (!resource) return {};
  return {scim::to_text(resource->body), resource->version, resource->created, resource->last_modified};
}

}  // namespace

Result<std::vector<Intent>> Reader::open_intents() const {
  return all(connection_.ask("SELECT * FROM journal ORDER BY sequence"), intent_row);
}

Result<std::vector<Intent>> Reader::open_intents(const ResourceId& id) const {
  return all(connection_.ask("SELECT * FROM journal WHERE id = ?1 ORDER BY sequence", id), intent_row);
}

Result<std::optional<Intent>> Reader::open_intent(const ResourceId& id) const {
  return first(connection_.ask("SELECT * FROM journal WHERE id = ?1 ORDER BY sequence LIMIT 1", id),
               intent_row);
}

Result<std::int64_t> Transaction::open_intent(const Intent& intent) {
  const scim::Resource& resource = intent.resource();
  const Image before = image_of(intent.before), after = image_of(intent.after);
  TRY(connection_.run(
      "INSERT INTO journal (id, type, kind, direction, before_body, before_version, before_created, "
      "before_modified, after_body, after_version, after_created, after_modified, members, dn_before, "
      "dn_after, "
      "carried_secret, client, request_id, begun, saved, guard) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, "
      "?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
      resource.id, number_of(resource.type), static_cast<int>(intent.kind),
      static_cast<int>(intent.direction), before.body, before.version, before.created, before.modified,
      after.body, after.version, after.created, after.modified, members_column(intent.members),
      intent.dn_before, intent.dn_after, intent.carried_secret, intent.client, intent.request_id,
      intent.begun, attributes_column(intent.saved), guard_column(intent.guard)));
  return std::int64_t{sqlite3_last_insert_rowid(connection_.handle())};
}

Status Transaction::note_entry_before(std::int64_t sequence, const std::string& dn) {
  return connection_.run("UPDATE journal SET dn_before = ?2 WHERE sequence = ?1", sequence, dn);
}

Status Transaction::turn_back(std::int64_t sequence) {
  return connection_.run("UPDATE journal SET direction = 1 WHERE sequence = ?1", sequence);
}

Status Transaction::close_intent(std::int64_t sequence) {
  return connection_.run("DELETE FROM journal WHERE sequence = ?1", sequence);
}

}  // namespace bridge::store
