#include "app/stored_resource.h"

#include <nlohmann/json.hpp>

namespace bridge::app {
namespace {

using scim::Json;
using scim::ResourceType;

Result<std::optional<scim::Resource>> find(const store::Reader& reader, const std::string& name) {
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

Result<Json> show_resource(store::Store& store, const std::string& name) {
  return store.read([&](const store::Reader& reader) -> Result<Json> {
    TRY_AS(found, find(reader, name));
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

}  // namespace bridge::app
