#include "store/names.h"

#include <algorithm>

#include "base/text.h"
#include "store/connection.h"
#include "store/reader.h"
#include "store/rows.h"
#include "store/transaction.h"

namespace bridge::store {
namespace {

NameKey typed(const Name& name, const char* attribute, std::string value) {
  return {std::string(scim::name_of(name.type)) + "." + attribute, std::move(value)};
}

// LDAP ignores blanks at the ends and counts several in a row as one (RFC 4518 section 2.6.1).
std::string without_blanks(std::string text) {
  std::erase(text, ' ');
  return text;
}

Result<NameKey> key_row(const Statement& row) { return NameKey{row.text(0), row.text(1)}; }

}  // namespace

Result<NameKey> key_of(const Name& name) {
  switch (name.kind) {
    case Name::Kind::user_name:
      return typed(name, "userName", fold_case(name.value));
    case Name::Kind::display_name:
      return typed(name, "displayName", fold_case(name.value));
    case Name::Kind::external_id:
      return typed(name, "externalId", name.value);
    case Name::Kind::anchor:
      return typed(name, "anchor", without_blanks(fold_case(name.value)));
    case Name::Kind::dn:
      break;
  }
  TRY_AS(dn, ldap::Dn::parse(name.value));
  return NameKey{"dn", dn.normal()};
}

Result<std::optional<ResourceId>> Reader::holder(const Name& name) const {
  TRY_AS(key, key_of(name));
  return first(connection_.ask("SELECT id FROM names WHERE kind = ?1 AND value = ?2", key.kind, key.value),
               id_row);
}

Result<std::optional<ResourceId>> Transaction::reserve(const ResourceId& id, const Name& name) {
  TRY_AS(held_by, holder(name));
  if (held_by && *held_by != id) return held_by;
  if (!held_by) {
    TRY_AS(key, key_of(name));
    TRY(connection_.run("INSERT INTO names (kind, value, id) VALUES (?1, ?2, ?3)", key.kind, key.value, id));
  }
  return std::optional<ResourceId>();
}

Result<std::vector<NameKey>> Transaction::names_held(const ResourceId& id) const {
  return all(connection_.ask("SELECT kind, value FROM names WHERE id = ?1", id), key_row);
}

Result<std::optional<TakenName>> Transaction::reserve_all(const ResourceId& id,
                                                          const std::vector<Name>& names) {
  TRY_AS(held, names_held(id));
  for (const Name& name : names) {
    TRY_AS(key, key_of(name));
    if (std::find(held.begin(), held.end(), key) != held.end()) continue;
    TRY_AS(given, give(id, key));
    if (given) continue;
    TRY_AS(holder, this->holder(name));
    if (holder && *holder != id) return std::optional(TakenName{name, *std::move(holder)});
  }
  return std::optional<TakenName>();
}

// False when somebody has it.
Result<bool> Transaction::give(const ResourceId& id, const NameKey& key) {
  TRY(connection_.run("INSERT OR IGNORE INTO names (kind, value, id) VALUES (?1, ?2, ?3)", key.kind,
                      key.value, id));
  return sqlite3_changes(connection_.handle()) != 0;
}

Status Transaction::set_names(const ResourceId& id, const std::vector<Name>& names) {
  TRY_AS(held, names_held(id));
  for (const Name& name : names) {
    TRY_AS(key, key_of(name));
    if (std::erase(held, key) == 0) TRY(give(id, key));
  }
  for (const NameKey& key : held) TRY(take_away(key));
  return Done{};
}

Status Transaction::take_away(const NameKey& key) {
  return connection_.run("DELETE FROM names WHERE kind = ?1 AND value = ?2", key.kind, key.value);
}

Status Transaction::keep_names(const ResourceId& id, const std::vector<Name>& names) {
  TRY_AS(held, names_held(id));
  if (held.empty()) return Done{};
  std::vector<NameKey> kept;
  for (const Name& name : names) {
    TRY_AS(key, key_of(name));
    kept.push_back(std::move(key));
  }
  for (const NameKey& key : held) {
    if (std::find(kept.begin(), kept.end(), key) == kept.end()) TRY(take_away(key));
  }
  return Done{};
}

}  // namespace bridge::store
