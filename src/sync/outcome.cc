#include "sync/outcome.h"

#include <algorithm>
#include <set>

#include "sync/chooser.h"
#include "sync/flags.h"
#include "sync/held_values.h"
#include "sync/taken_over.h"

namespace bridge::sync {
namespace {

using store::Transaction;

// The entries that a rename, an arrival, a departure or a change of `subject` may leave out of date.
Status mark_referrers(Transaction& transaction, const mapping::MemberRules& rules,
                      const scim::Resource& subject, const std::string& stale_dn,
                      const store::Aliases& stale_aliases, const scim::ResourceId& cause = {}) {
  const bool nested = listing_rules(rules).nested;
  const std::string& id = subject.id.value;
  std::set<scim::ResourceId> referrers;
  TRY_AS(groups, nested && subject.type == scim::ResourceType::user ? transaction.groups_above(id)
                                                                    : transaction.groups_with_member(id));
  referrers.insert(groups.begin(), groups.end());
  TRY_AS(others, transaction.referring_to(id));
  referrers.insert(others.begin(), others.end());
  referrers.erase(subject.id);
  for (const auto& referrer : referrers)
    TRY(transaction.mark_dirty(referrer, subject.id, stale_dn, stale_aliases, cause));
  return Done{};
}

// A group that comes or goes brings or takes its people to or from the groups it is in.
Status mark_people_above(Transaction& transaction, const mapping::MemberRules& rules,
                         const scim::Resource& group) {
  if (group.type != scim::ResourceType::group || !listing_rules(rules).nested) return Done{};
  TRY_AS(above, transaction.groups_above(group.id.value));
  for (const auto& outer : above) TRY(transaction.mark_people_dirty(outer, group.id, group.id));
  return Done{};
}

// Where groups list the people of groups inside them, a change of members reaches the groups above; and what
// a group that was put in or taken out means for this one is asked person by person, too.
Status spread_members(Transaction& transaction, const mapping::MemberRules& rules, const Change& change) {
  if (!listing_rules(rules).nested || change.members.rows.empty()) return Done{};
  TRY_AS(above, transaction.groups_above(change.id().value));
  for (const auto& row : change.members.rows) {
    if (row.held) continue;
    const scim::ResourceId member{row.member.value};
    TRY_AS(resource, transaction.resource(member));
    if (!resource) continue;
    if (resource->type == scim::ResourceType::group) {
      TRY(transaction.mark_people_dirty(change.id(), member, change.id()));
      for (const auto& outer : above) TRY(transaction.mark_people_dirty(outer, member, change.id()));
      continue;
    }
    TRY_AS(link, transaction.link(member));
    if (!link) continue;
    for (const auto& outer : above)
      if (outer != change.id())
        TRY(transaction.mark_dirty(outer, member, link->dn.text(), link->aliases, change.id()));
  }
  for (const auto& person : change.members.ask_later) {
    TRY_AS(link, transaction.link(scim::ResourceId{person}));
    if (link)
      TRY(transaction.mark_dirty(change.id(), scim::ResourceId{person}, link->dn.text(), link->aliases,
                                 change.id()));
  }
  return Done{};
}

// Who was renamed or deleted while we wrote their DN gets it corrected. Their own change did not see ours
// yet.
Status check_used(Transaction& transaction, const scim::ResourceId& id,
                  const std::vector<DnLookup::Used>& used) {
  for (const auto& one : used) {
    TRY_AS(link, transaction.link(one.id));
    if (!link || link->dn != one.dn || link->aliases != one.aliases)
      TRY(transaction.mark_dirty(id, one.id, one.dn.text(), one.aliases, id));
  }
  return Done{};
}

// A person whom groups name, or have to name, in another way than before.
Status remember_person(Transaction& transaction, const Change& change, const Written& written,
                       const mapping::Mapping& mapping) {
  const scim::Resource& after = *change.intent.after;
  const auto& rules = mapping.members();
  TRY_AS(link, transaction.link(after.id));
  const auto aliases = aliases_of(mapping, *change.after, link->aliases);
  if (aliases != link->aliases) TRY(transaction.set_aliases(after.id, aliases));
  const bool toggled = rules.drop_inactive && change.active_before != change.active_after;
  const bool renamed = !change.intent.before || !change.link || change.link->dn != written.dn ||
                       change.link->aliases != aliases;
  if (!toggled && !renamed) return Done{};
  return mark_referrers(transaction, rules, after, change.link ? change.link->dn.text() : "",
                        change.link ? change.link->aliases : store::Aliases());
}

Status remember_group(Transaction& transaction, const Change& change, const Written& written,
                      const mapping::Mapping& mapping) {
  const scim::Resource& after = *change.intent.after;
  const auto& rules = mapping.members();
  if (written.adopted && !rules.write.empty()) TRY(transaction.set_merges(after.id, true));
  if (change.compare) TRY(transaction.mark_dirty(after.id, after.id, ""));
  if (!change.intent.before) TRY(mark_people_above(transaction, rules, after));
  if (change.link && change.link->dn == written.dn && change.intent.before) return Done{};
  return mark_referrers(transaction, rules, after, change.link ? change.link->dn.text() : "", {});
}

// The entry of somebody whose removal was held is another resource's from now on.
Status take_over(Transaction& transaction, const Change& change, const mapping::MemberRules& rules) {
  const store::Held& removal = *change.takes_over;
  const scim::Resource gone{removal.id, removal.type, removal.body, 0, removal.since, removal.since};
  TRY_AS(link, transaction.link(removal.id));
  if (link) TRY(mark_referrers(transaction, rules, gone, link->dn.text(), link->aliases, change.id()));
  TRY(release(transaction, removal, "superseded"));
  return transaction.unlink(removal.id);
}

// Of an entry that was there before us: what we have come to write in it.
Status remember_what_is_ours(Transaction& transaction, const Change& change, const Written& written) {
  const auto known = change.link ? change.link->taken_over : std::nullopt;
  if (!written.adopted && !known) return Done{};
  const auto ours = ours_after(known, *change.after);
  const bool is_written = ours == known && !change.returns;  // Who returns has a new link.
  return is_written ? Status(Done{}) : transaction.set_taken_over(change.id(), ours);
}

Status remember(Transaction& transaction, Change& change, const Written& written,
                const mapping::Mapping& mapping) {
  const scim::Resource& after = *change.intent.after;
  TRY(transaction.put(after));
  TRY(transaction.apply_members(after.id, change.members.rows));
  TRY(transaction.set_references(after.id, mapping.references(after)));
  if (change.takes_over) TRY(take_over(transaction, change, mapping.members()));
  const bool linked = change.has_entry_after(mapping.members()) || written.kept;
  TRY(linked ? transaction.set_link(after.id, written.dn, written.entry_uuid) : transaction.unlink(after.id));
  TRY(remember_what_is_ours(transaction, change, written));
  if (change.returns) {
    TRY(transaction.forget_retired(*change.returns));
    TRY(transaction.clear_flag(kKept, *change.returns, ""));
  }
  auto names = names_of(after, written.dn.text(), mapping, &*change.after);
  names.insert(names.end(), change.spare_after.begin(), change.spare_after.end());
  TRY(transaction.set_names(after.id, names));  // The mapping may have changed since.
  TRY(transaction.set_person(after.id, person_of(after)));
  if (change.changes_overrides())
    TRY(transaction.save(after.id, change.intent.saved));
  else if (change.returns)
    TRY(transaction.save(after.id, change.saved));
  TRY(after.type == scim::ResourceType::user ? remember_person(transaction, change, written, mapping)
                                             : remember_group(transaction, change, written, mapping));
  return check_used(transaction, after.id, change.used);
}

// Others may have changed other members meanwhile: what they left is kept.
Status remember_members(Transaction& transaction, Change& change, const Written& written,
                        const mapping::Mapping& mapping, WallTime now) {
  const auto id = change.id();
  TRY(transaction.apply_members(id, change.members.rows));
  TRY_AS(touched, transaction.touch(id, now));
  change.intent.after = std::move(touched);
  if (!change.has_entry_after(mapping.members()) && !written.kept) return transaction.unlink(id);
  const bool same = change.link && change.link->dn == written.dn &&
                    (written.entry_uuid.empty() || change.link->entry_uuid == written.entry_uuid);
  if (!same) TRY(transaction.set_link(id, written.dn, written.entry_uuid));
  return remember_group(transaction, change, written, mapping);
}

// Remembers an entry that stays for a time, so that it is found when that is over or the person comes back.
Status retire(Transaction& transaction, const Change& change, const Written& written,
              const mapping::Mapping& mapping, WallTime now) {
  const auto& deletion = mapping.deletion(change.type());
  const bool ends = deletion.purge_after.count() > 0;
  TRY_AS(saved, transaction.saved(change.id()));
  if (!change.intent.saved.empty()) saved = change.intent.saved;
  TRY(transaction.set_link(change.id(), written.dn, written.entry_uuid));
  return transaction.retire({change.id(), ends ? std::optional(now + deletion.purge_after) : std::nullopt,
                             person_of(*change.intent.before), std::move(saved)});
}

Status forget_resource(Transaction& transaction, const Change& change, const Written& written,
                       const mapping::Mapping& mapping, WallTime now) {
  if (change.keeps_entry()) {
    TRY_AS(groups, transaction.groups_with_member(change.id().value));
    for (const auto& group : groups) TRY(transaction.touch(group, now));
    return transaction.erase_but_entry(change.id(), change.spare_after, now);
  }
  if (written.retired) TRY(retire(transaction, change, written, mapping, now));
  const auto& rules = mapping.members();
  const scim::Resource& before = *change.intent.before;
  TRY(mark_people_above(transaction, rules, before));
  TRY(mark_referrers(transaction, rules, before, change.link ? change.link->dn.text() : "",
                     change.link ? change.link->aliases : store::Aliases()));
  return transaction.erase(change.id(), now);
}

// What waited and does so no more.
Status end_holds(Transaction& transaction, const Change& change) {
  Holds over = change.held;
  std::erase_if(
      over, [&](const auto& held) { return find_hold(change.holds, held.kind, held.subject) != nullptr; });
  for (const auto& row : change.members.rows) {
    TRY_AS(held, transaction.held(change.id(), Destruction::remove_member, row.member.value));
    if (held) over.push_back(*std::move(held));
  }
  for (const auto& held : over)
    TRY(release(transaction, held, held.state == store::Held::State::approved ? "approved" : "superseded"));
  return Done{};
}

// What waits from now on.
Status begin_holds(Transaction& transaction, const Change& change, const Holds& values) {
  for (const auto& held : change.holds)
    if (held.number == 0) TRY(hold(transaction, held));
  for (const auto& held : values) TRY(hold(transaction, held));
  for (const auto& row : change.members.rows) {
    if (!row.held) continue;
    const auto& intent = change.intent;
    const auto why = std::find_if(intent.guard.withheld.begin(), intent.guard.withheld.end(),
                                  [](const auto& one) { return one.kind == Destruction::remove_member; });
    TRY(hold(transaction, {.id = change.id(),
                           .type = change.type(),
                           .kind = Destruction::remove_member,
                           .subject = row.member.value,
                           .client = intent.client,
                           .request_id = intent.request_id,
                           .why = why == intent.guard.withheld.end() ? "" : why->why,
                           .since = intent.begun}));
  }
  return Done{};
}

}  // namespace

Status make_visible(Transaction& transaction, const mapping::Mapping& mapping, Change& change,
                    const Written& written, WallTime now) {
  TRY(end_holds(transaction, change));
  if (!change.intent.after)
    TRY(forget_resource(transaction, change, written, mapping, now));
  else
    TRY(change.intent.only_members() ? remember_members(transaction, change, written, mapping, now)
                                     : remember(transaction, change, written, mapping));
  if (change.intent.after) TRY(spread_members(transaction, mapping.members(), change));
  TRY(check_used(transaction, change.id(), change.members.used));
  const Holds values = values_to_hold(mapping, change, written);
  TRY(update_flags(transaction, mapping, change, written, now));
  TRY(begin_holds(transaction, change, values));
  if (!written.ldif.empty())
    TRY(transaction.append_audit(
        {now, change.id(), change.intent.client, change.intent.request_id, written.ldif}));
  return Done{};
}

}  // namespace bridge::sync
