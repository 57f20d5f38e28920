#include "sync/change.h"

#include "sync/anchor.h"

namespace bridge::sync {
namespace {

void add_name(std::vector<store::Name>& names, store::Name::Kind kind, const scim::Resource& resource,
              const char* attribute) {
  const auto found = resource.body.find(attribute);
  if (found != resource.body.end() && found->is_string())
    names.push_back({kind, resource.type, found->get<std::string>()});
}

}  // namespace

bool Change::has_entry_after(const mapping::MemberRules& rules) const {
  if (intent.kind == store::Intent::Kind::remove) return false;
  return type() == scim::ResourceType::user || !rules.defer || members.filled;
}

bool Change::restores() const {
  return intent.kind == store::Intent::Kind::update && intent.members.empty() && !intent.carried_secret &&
         intent.guard.released.empty() && intent.before->version == intent.after->version &&
         intent.before->body == intent.after->body;
}

bool Change::makes_entry() const {
  return intent.kind != store::Intent::Kind::remove && !link && intent.dn_before.empty();
}

bool Change::locks_out() const { return intent.before && intent.after && active_before && !active_after; }

bool Change::changes_overrides() const {
  return before && after && (before->overridden != after->overridden || before->bits != after->bits);
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
  auto rest = names_of_entry(resource.type, dn, mapping, entry);
  names.insert(names.end(), std::make_move_iterator(rest.begin()), std::make_move_iterator(rest.end()));
  return names;
}

std::vector<store::Name> names_of_entry(scim::ResourceType type, const std::string& dn,
                                        const mapping::Mapping& mapping, const mapping::Desired* entry) {
  std::vector<store::Name> names;
  if (!dn.empty()) names.push_back({store::Name::Kind::dn, type, dn});
  // Two people whom the directory cannot tell apart could not be told apart by anybody who looks for them
  // there.
  if (entry != nullptr)
    if (const auto anchor = anchor_in(mapping, type, *entry))
      names.push_back({store::Name::Kind::anchor, type, *anchor});
  return names;
}

}  // namespace bridge::sync
