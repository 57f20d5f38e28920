#include "sync/preview.h"

#include "ldap/ldif.h"
#include "sync/approvals.h"
#include "sync/diff.h"

namespace bridge::sync {
namespace {

std::string changes_of_entry(const mapping::Mapping& mapping, const Change& change) {
  const auto &before = *change.before, &after = *change.after;
  std::string ldif;
  if (before.dn != after.dn)
    ldif += ldap::rename_to_ldif(before.dn, after.dn.rdn(),
                                 before.dn.parent() == after.dn.parent() ? ldap::Dn() : after.dn.parent());
  auto changes = changes_towards(mapping, change.type(), renamed(before.attributes, before.dn, after.dn),
                                 {&before, change.saved}, after);
  std::erase_if(changes, [&](const auto& one) { return mapping.is_secret(change.type(), one.attribute); });
  if (!changes.empty()) ldif += ldap::to_ldif(after.dn, changes);
  return ldif;
}

Result<std::string> removal_of_member(const store::Reader& reader, const mapping::MemberRules& rules,
                                      const store::Held& held) {
  TRY_AS(group, reader.link(held.id));
  TRY_AS(member, reader.link(scim::ResourceId{held.subject}));
  if (!group || !member) return std::string();
  ldap::Modifications changes;
  for (auto& [name, values] : values_of(rules, member->dn, member->aliases))
    changes.push_back({ldap::Modification::Kind::remove, name, values});
  return ldap::to_ldif(group->dn, changes);
}

}  // namespace

Result<std::string> preview(const store::Reader& reader, const mapping::Mapping& mapping,
                            const store::Held& held) {
  if (held.kind == Destruction::remove_member) return removal_of_member(reader, mapping.members(), held);
  TRY_AS(resource, reader.resource(held.id));
  TRY_AS(link, reader.link(held.id));
  const bool removes = held.kind == Destruction::remove;
  const bool disables = removes && !held.body.is_null() &&
                        mapping.deletion(held.type).keeps(link && link->taken_over.has_value());
  if (removes && !disables) return link ? ldap::remove_to_ldif(link->dn) : std::string();
  auto intent = intent_to_release({held}, resource);
  if (!intent || !link) return std::string();
  TRY_AS(change, think_through(reader, mapping, *std::move(intent), nullptr, held.since));
  return changes_of_entry(mapping, change);
}

}  // namespace bridge::sync
