#include "app/stored_resource.h"

#include <nlohmann/json.hpp>

namespace bridge::app {
namespace {

using scim::Json;
using scim::ResourceType;

// Every text in the body may be the id of somebody.
Status collect_entries(const store::Reader& reader, const Json& body, Json& entries) {
  if (body.is_structured())
    for (const Json& part : body) TRY(collect_entries(reader, part, entries));
  if (!body.is_string()) return Done{};
  const auto& id = body.get_ref<const std::string&>();
  TRY_AS(link, reader.link({id}));
  if (link) entries[id] = link->dn.text();
  return Done{};
}

}  // namespace

Result<std::optional<scim::Resource>> find_resource(const store::Reader& reader, const std::string& name) {
  using Kind = store::Name::Kind;
  TRY_AS(by_id, reader.resource({name}));
  if (by_id) return by_id;
  for (const ResourceType type : {ResourceType::user, ResourceType::group}) {
    const Kind own = type == ResourceType::user ? Kind::user_name : Kind::display_name;
    for (const Kind kind : {own, Kind::external_id}) {
      TRY_AS(holder, reader.holder({kind, type, name}));
      if (holder) return reader.resource(*holder);
    }
  }
  return std::optional<scim::Resource>();
}

Result<Json> show_resource(store::Store& store, const std::string& name) {
  return store.read([&](const store::Reader& reader) -> Result<Json> {
    TRY_AS(found, find_resource(reader, name));
    if (!found)
      return not_found("there is no '" + name +
                       "'; give an id, a userName, an externalId or a group's displayName");
    Json entries = Json::object(), chosen = Json::object();
    TRY(collect_entries(reader, found->body, entries));
    TRY_AS(values, reader.chosen(found->id));
    for (const auto& value : values) chosen[value.attribute] = value.value;
    TRY_AS(link, reader.link(found->id));
    return Json{{"id", found->id.value},       {"type", found->type == ResourceType::user ? "user" : "group"},
                {"body", found->body},         {"dn", link ? link->dn.text() : ""},
                {"chosen", std::move(chosen)}, {"entries", std::move(entries)}};
  });
}

StoredResource read_stored(const Json& shown) {
  StoredResource stored;
  stored.resource.id = {shown["id"].get<std::string>()};
  stored.resource.type = shown["type"] == "user" ? ResourceType::user : ResourceType::group;
  stored.resource.body = shown["body"];
  stored.dn = shown["dn"].get<std::string>();
  for (const auto& [id, dn] : shown["entries"].items()) stored.entries[id] = dn.get<std::string>();
  for (const auto& [attribute, value] : shown["chosen"].items())
    stored.chosen[attribute] = value.get<std::string>();
  return stored;
}

mapping::DnOf dn_lookup(const StoredResource& stored) {
  return [&stored](const std::string& id) -> std::optional<ldap::Dn> {
    const auto found = stored.entries.find(id);
    if (found == stored.entries.end()) return std::nullopt;
    auto dn = ldap::Dn::parse(found->second);
    return dn ? std::optional(*dn) : std::nullopt;
  };
}

}  // namespace bridge::app
