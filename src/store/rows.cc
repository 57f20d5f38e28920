#include "store/rows.h"

#include <nlohmann/json.hpp>

#include "base/base64.h"

namespace bridge::store {
namespace {

using scim::Json;
using scim::ResourceType;

// The numbers that stand in the file.
static_assert(int(ResourceType::user) == 0 && int(ResourceType::group) == 1);
static_assert(int(Intent::Kind::create) == 0 && int(Intent::Kind::update) == 1 &&
              int(Intent::Kind::remove) == 2);
static_assert(int(Intent::Direction::forward) == 0 && int(Intent::Direction::back) == 1);

ResourceType type_at(const Statement& row, int column) {
  return static_cast<ResourceType>(row.integer(column));
}

Error damaged(Error error) {
  error.code = Error::Code::internal;
  error.keyword = {};
  return std::move(error).within("the state database is damaged");
}

Result<Json> json_at(const Statement& row, int column) {
  auto json = scim::parse_json(row.text(column));
  if (!json) return damaged(std::move(json).error());
  return json;
}

Result<ldap::Dn> dn_at(const Statement& row, int column) {
  if (row.text(column).empty()) return ldap::Dn();
  auto dn = ldap::Dn::parse(row.text(column));
  if (!dn) return damaged(std::move(dn).error());
  return dn;
}

Result<Link> link_at(const Statement& row, int column) {
  TRY_AS(dn, dn_at(row, column));
  return Link{std::move(dn), row.text(column + 1), row.integer(column + 2)};
}

Result<Aliases> aliases_at(const Statement& row, int column) {
  Aliases aliases;
  if (row.text(column).empty()) return aliases;
  TRY_AS(json, json_at(row, column));
  for (const auto& [name, value] : json.items())
    if (value.is_string()) aliases[name] = value.get<std::string>();
  return aliases;
}

Result<std::optional<std::set<ldap::AttributeName>>> names_at(const Statement& row, int column) {
  std::optional<std::set<ldap::AttributeName>> names;
  if (row.is_null(column)) return names;
  TRY_AS(json, json_at(row, column));
  names.emplace();
  for (const Json& name : json)
    if (name.is_string()) names->insert(name.get<std::string>());
  return names;
}

// Columns: body, version, created, modified.
Result<scim::Resource> image_at(const Statement& row, int column, ResourceId id, ResourceType type) {
  TRY_AS(body, json_at(row, column));
  return scim::Resource{std::move(id),        type,
                        std::move(body),      row.integer(column + 1),
                        row.time(column + 2), row.time(column + 3)};
}

Status read_image(const Statement& row, int column, ResourceType type, std::optional<scim::Resource>& image) {
  if (row.is_null(column)) return Done{};
  TRY_AS(resource, image_at(row, column, ResourceId{row.text(1)}, type));
  image = std::move(resource);
  return Done{};
}

bool is_change(const Json& json) {
  return json.is_array() && (json.size() == 3 || (json.size() == 4 && json[3].is_boolean())) &&
         json[0].is_boolean() && json[1].is_string();
}

Result<std::vector<MemberChange>> member_changes_at(const Statement& row, int column) {
  TRY_AS(json, json_at(row, column));
  std::vector<MemberChange> changes;
  for (const Json& change : json) {
    if (!is_change(change)) return internal("the state database is damaged: a member change in the journal");
    changes.push_back({change.at(0).get<bool>(),
                       {change.at(1).get<std::string>(), change.at(2)},
                       change.size() == 4 && change.at(3).get<bool>()});
  }
  return changes;
}

bool says_only_its_value(const scim::Member& member) {
  return member.pushed.is_null() ||
         (member.pushed.is_object() && member.pushed.size() == 1 && member.pushed.contains("value") &&
          member.pushed["value"] == member.value);
}

}  // namespace

std::int64_t number_of(ResourceType type) { return static_cast<std::int64_t>(type); }

Result<std::int64_t> resource_key(Connection& connection, const ResourceId& id) {
  TRY_AS(key, first(connection.ask("SELECT key FROM resources WHERE id = ?1", id), integer_row));
  if (!key) return not_found("there is no resource " + id.value);
  return *key;
}

Result<ldap::Attributes> attributes_at(const Statement& row, int column) {
  ldap::Attributes attributes;
  if (row.text(column).empty()) return attributes;
  TRY_AS(json, json_at(row, column));
  for (const auto& [name, values] : json.items()) {
    for (const Json& value : values) {
      const auto bytes = value.is_string() ? from_base64(value.get<std::string>()) : std::nullopt;
      if (!bytes) return internal("the state database is damaged: a saved value of " + name);
      attributes[name].push_back(*bytes);
    }
  }
  return attributes;
}

Result<ResourceId> id_row(const Statement& row) { return ResourceId{row.text(0)}; }

Result<std::int64_t> integer_row(const Statement& row) { return row.integer(0); }

Result<std::string> text_row(const Statement& row) { return row.text(0); }

Result<scim::Resource> resource_row(const Statement& row) {
  return image_at(row, 2, ResourceId{row.text(0)}, type_at(row, 1));
}

Result<scim::Member> member_row(const Statement& row) {
  const std::string value = row.text(0);
  if (row.is_null(1)) return scim::Member{value, Json{{"value", value}}};
  TRY_AS(pushed, json_at(row, 1));
  return scim::Member{value, std::move(pushed)};
}

Result<Link> link_row(const Statement& row) {
  TRY_AS(link, link_at(row, 0));
  TRY_AS(aliases, aliases_at(row, 3));
  link.aliases = std::move(aliases);
  link.merges = row.integer(4) != 0;
  TRY_AS(taken_over, names_at(row, 5));
  link.taken_over = std::move(taken_over);
  return std::move(link);
}

Result<Intent> intent_row(const Statement& row) {
  Intent intent;
  intent.sequence = row.integer(0);
  intent.kind = static_cast<Intent::Kind>(row.integer(3));
  intent.direction = static_cast<Intent::Direction>(row.integer(4));
  TRY(read_image(row, 5, type_at(row, 2), intent.before));
  TRY(read_image(row, 9, type_at(row, 2), intent.after));
  TRY_AS(members, member_changes_at(row, 13));
  intent.members = std::move(members);
  intent.dn_before = row.text(14);
  intent.dn_after = row.text(15);
  intent.carried_secret = row.integer(16) != 0;
  intent.client = row.text(17);
  intent.request_id = row.text(18);
  intent.begun = row.time(19);
  TRY_AS(saved, attributes_at(row, 20));
  intent.saved = std::move(saved);
  TRY_AS(guard, guard_at(row, 21));
  intent.guard = std::move(guard);
  return intent;
}

Result<Dirty> dirty_row(const Statement& row) {
  TRY_AS(aliases, aliases_at(row, 4));
  return Dirty{row.integer(0), ResourceId{row.text(1)}, ResourceId{row.text(2)}, row.text(3),
               std::move(aliases)};
}

Result<Flag> flag_row(const Statement& row) {
  return Flag{row.text(0), ResourceId{row.text(1)}, row.text(2), row.text(3), row.text(4), row.time(5)};
}

Result<AuditRecord> audit_row(const Statement& row) {
  return AuditRecord{row.time(0), ResourceId{row.text(1)}, row.text(2), row.text(3), row.text(4)};
}

Result<Credential> credential_row(const Statement& row) {
  return Credential{row.integer(0),
                    static_cast<Credential::Kind>(row.integer(1)),
                    row.text(2),
                    row.text(3),
                    static_cast<scim::Rights>(row.integer(4)),
                    row.time(5),
                    row.optional_time(6),
                    row.optional_time(7)};
}

Result<Tombstone> tombstone_row(const Statement& row) {
  TRY_AS(link, link_at(row, 3));
  TRY_AS(taken_over, names_at(row, 6));
  link.taken_over = std::move(taken_over);
  return Tombstone{ResourceId{row.text(0)}, type_at(row, 1), std::move(link), row.time(2)};
}

Result<Numbered> numbered_row(const Statement& row) {
  return Numbered{row.integer(0), ResourceId{row.text(1)}, type_at(row, 2)};
}

Result<ChosenValue> chosen_row(const Statement& row) {
  return ChosenValue{row.text(0), row.text(1), row.text(2), ResourceId{row.text(3)}, row.text(4)};
}

Result<Retired> retired_row(const Statement& row) {
  TRY_AS(saved, attributes_at(row, 3));
  return Retired{ResourceId{row.text(0)}, row.optional_time(1), row.text(2), std::move(saved)};
}

Result<HighWater> high_water_row(const Statement& row) { return HighWater{row.integer(0), row.integer(1)}; }

Result<ldap::Attributes> attributes_row(const Statement& row) { return attributes_at(row, 0); }

std::string attributes_column(const ldap::Attributes& attributes) {
  if (attributes.empty()) return "";
  Json json = Json::object();
  for (const auto& [name, values] : attributes) {
    Json& list = json[name.text()] = Json::array();
    for (const std::string& value : values) list.push_back(to_base64(value));
  }
  return scim::to_text(json);
}

std::optional<std::string> pushed_column(const scim::Member& member) {
  if (says_only_its_value(member)) return std::nullopt;
  return scim::to_text(member.pushed);
}

std::string aliases_column(const Aliases& aliases) {
  if (aliases.empty()) return "";
  Json json = Json::object();
  for (const auto& [name, value] : aliases) json[name.text()] = value;
  return scim::to_text(json);
}

std::string names_column(const std::set<ldap::AttributeName>& names) {
  Json json = Json::array();
  for (const auto& name : names) json.push_back(name.text());
  return scim::to_text(json);
}

std::string members_column(const std::vector<MemberChange>& changes) {
  Json json = Json::array();
  for (const auto& change : changes) {
    json.push_back(Json::array({change.add, change.member.value, change.member.pushed}));
    if (change.held) json.back().push_back(true);
  }
  return scim::to_text(json);
}

}  // namespace bridge::store
