#include "sync/change.h"

namespace bridge::sync {
namespace {

bool is_active(const scim::Resource& resource) { return resource.body.value("active", true); }

// The entry of a person who is to go but must stay because others hang below it.
scim::Resource locked_out(scim::Resource resource) {
  resource.body["active"] = false;
  return resource;
}

void add_name(std::vector<store::Name>& names, store::Name::Kind kind, const scim::Resource& resource,
              const char* attribute) {
  const auto found = resource.body.find(attribute);
  if (found != resource.body.end() && found->is_string())
    names.push_back({kind, resource.type, found->get<std::string>()});
}

Result<std::optional<mapping::Desired>> desired_of(const Context& context,
                                                   const std::optional<scim::Resource>& resource,
                                                   const Secret* password, DnLookup& dn_of) {
  if (!resource) return std::optional<mapping::Desired>();
  TRY_AS(desired, context.mapping->translate(*resource, password, std::ref(dn_of)));
  TRY(dn_of.status());
  return std::optional(std::move(desired));
}

Status think(const Context& context, const store::Reader& reader, const Secret* password,
             const Requester& requester, Change& change) {
  TRY_AS(link, reader.link(change.id()));
  change.link = std::move(link);

  DnLookup believed(reader), wanted(reader);
  TRY_AS(before, desired_of(context, change.intent.before, nullptr, believed));
  change.before = std::move(before);
  if (change.before && change.link) change.before->dn = change.link->dn;

  const bool removes = change.intent.kind == store::Intent::Kind::remove;
  TRY_AS(after,
         desired_of(context, removes ? std::optional(locked_out(*change.intent.before)) : change.intent.after,
                    password, wanted));
  change.after = std::move(after);
  change.used = wanted.used();

  change.intent.dn_before = change.link ? change.link->dn.text() : "";
  change.intent.dn_after = removes ? "" : change.after->dn.text();

  if (change.type() != scim::ResourceType::group || removes) return Done{};
  TRY_AS(members, plan_members(reader, context.mapping->members(), change.id(), change.link.has_value(),
                               std::move(change.intent.members), requester, context.clock.now()));
  change.members = std::move(members);
  change.intent.members = change.members.rows;
  return Done{};
}

}  // namespace

bool Change::locks_out() const {
  return intent.before && intent.after && is_active(*intent.before) && !is_active(*intent.after);
}

Result<Change> think_through(const Context& context, store::Intent intent, const Secret* password,
                             const Requester& requester) {
  Change change;
  change.intent = std::move(intent);
  TRY(context.store.read(
      [&](const store::Reader& reader) { return think(context, reader, password, requester, change); }));
  return change;
}

std::vector<store::Name> names_of(const scim::Resource& resource, const std::string& dn) {
  using Kind = store::Name::Kind;
  std::vector<store::Name> names;
  add_name(names, Kind::external_id, resource, "externalId");
  if (resource.type == scim::ResourceType::user)
    add_name(names, Kind::user_name, resource, "userName");
  else
    add_name(names, Kind::display_name, resource, "displayName");
  if (!dn.empty()) names.push_back({Kind::dn, resource.type, dn});
  return names;
}

}  // namespace bridge::sync
