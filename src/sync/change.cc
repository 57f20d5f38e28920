#include "sync/change.h"

#include "sync/anchor.h"
#include "sync/chooser.h"
#include "sync/taken_over.h"

namespace bridge::sync {
namespace {

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

Result<std::optional<mapping::Desired>> desired_of(const Context& context, const store::Reader& reader,
                                                   const std::optional<scim::Resource>& resource,
                                                   const Secret* password, DnLookup& dn_of) {
  if (!resource) return std::optional<mapping::Desired>();
  TRY_AS(chosen, chosen_for(reader, resource->id));
  TRY_AS(desired, context.mapping->translate(*resource, password, std::ref(dn_of), chosen));
  TRY(dn_of.status());
  return std::optional(std::move(desired));
}

// The entry of somebody who was deleted and comes back is theirs again, and disabled until then.
Status find_retired(const Context& context, const store::Reader& reader, Change& change) {
  if (change.intent.kind != store::Intent::Kind::create) return Done{};
  TRY_AS(retired, reader.retired(person_of(*change.intent.after)));
  if (!retired) return Done{};
  TRY_AS(tombstone, reader.tombstone(retired->id));
  if (!tombstone || tombstone->link.dn.empty()) return Done{};
  DnLookup nobody(reader);
  TRY_AS(before, desired_of(context, reader, locked_out(*change.intent.after), nullptr, nobody));
  change.returns = retired->id;
  change.link = std::move(tombstone->link);
  change.before = std::move(before);
  change.before->dn = change.link->dn;
  change.saved = std::move(retired->saved);
  return Done{};
}

// What was there to be written before this change stays ours, so that it can be cleared.
std::optional<std::set<ldap::AttributeName>> ours_before(const Change& change) {
  if (!change.link->taken_over || !change.before) return change.link->taken_over;
  return ours_after(change.link->taken_over, *change.before);
}

Status think(const Context& context, const store::Reader& reader, const Secret* password,
             const Requester& requester, Change& change) {
  TRY_AS(link, reader.link(change.id()));
  change.link = std::move(link);

  DnLookup believed(reader), wanted(reader);
  TRY_AS(before, desired_of(context, reader, change.intent.before, nullptr, believed));
  change.before = std::move(before);
  if (change.before && change.link) {
    change.before->dn = change.link->dn;
    leave_to_others(*change.before, change.link->taken_over);
  }

  TRY(find_retired(context, reader, change));

  const bool removes = change.intent.kind == store::Intent::Kind::remove;
  TRY_AS(after, desired_of(context, reader,
                           removes ? std::optional(locked_out(*change.intent.before)) : change.intent.after,
                           password, wanted));
  change.after = std::move(after);
  if (change.after && change.link) leave_to_others(*change.after, ours_before(change));
  change.used = wanted.used();
  if (change.before && !change.returns &&
      !(change.before->overridden.empty() && change.before->bits.empty())) {
    TRY_AS(saved, reader.saved(change.id()));
    change.saved = std::move(saved);
  }

  if (change.link) change.intent.dn_before = change.link->dn.text();
  change.intent.dn_after = removes ? "" : change.after->dn.text();

  if (change.type() != scim::ResourceType::group || removes) return Done{};
  TRY_AS(members, plan_members(reader, context.mapping->members(), change.id(), change.link.has_value(),
                               std::move(change.intent.members), requester, context.clock.now()));
  change.members = std::move(members);
  change.intent.members = change.members.rows;
  return Done{};
}

}  // namespace

bool Change::has_entry_after(const mapping::MemberRules& rules) const {
  if (intent.kind == store::Intent::Kind::remove) return false;
  return type() == scim::ResourceType::user || !rules.defer || members.filled;
}

bool Change::restores() const {
  return intent.kind == store::Intent::Kind::update && intent.members.empty() && !intent.carried_secret &&
         intent.before->version == intent.after->version && intent.before->body == intent.after->body;
}

bool Change::makes_entry() const {
  return intent.kind != store::Intent::Kind::remove && !link && intent.dn_before.empty();
}

bool Change::locks_out() const {
  return intent.before && intent.after && is_active(*intent.before) && !is_active(*intent.after);
}

bool Change::changes_overrides() const {
  return before && after && (before->overridden != after->overridden || before->bits != after->bits);
}

Result<Change> think_through(const Context& context, store::Intent intent, const Secret* password,
                             const Requester& requester) {
  Change change;
  change.intent = std::move(intent);
  TRY(context.store.read(
      [&](const store::Reader& reader) { return think(context, reader, password, requester, change); }));
  return change;
}

std::vector<store::Name> names_of(const scim::Resource& resource, const std::string& dn,
                                  const mapping::Mapping& mapping, const mapping::Desired* entry) {
  using Kind = store::Name::Kind;
  std::vector<store::Name> names;
  add_name(names, Kind::external_id, resource, "externalId");
  if (resource.type == scim::ResourceType::user)
    add_name(names, Kind::user_name, resource, "userName");
  else
    add_name(names, Kind::display_name, resource, "displayName");
  if (!dn.empty()) names.push_back({Kind::dn, resource.type, dn});
  // Two people whom the directory cannot tell apart could not be told apart by anybody who looks for them
  // there.
  if (entry != nullptr)
    if (const auto anchor = anchor_in(mapping, resource.type, *entry))
      names.push_back({Kind::anchor, resource.type, *anchor});
  return names;
}

}  // namespace bridge::sync
