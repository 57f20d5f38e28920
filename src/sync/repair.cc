#include "sync/repair.h"

#include <algorithm>
#include <map>

#include "sync/chooser.h"
#include "sync/flags.h"
#include "sync/held.h"
#include "sync/membership.h"
#include "sync/taken_over.h"

namespace bridge::sync {
namespace {

class Thinker {
 public:
  Thinker(const store::Reader& reader, const mapping::Mapping& mapping, Repair& repair)
      : reader_(reader),
        mapping_(mapping),
        rules_(mapping.members()),
        listing_(listing_rules(rules_)),
        repair_(repair) {}

  Status think() {
    const bool is_group = repair_.entry->type == scim::ResourceType::group;
    repair_.may_lack_entry = is_group && rules_.defer;
    TRY(think_of_attributes());
    if (!is_group) return Done{};
    for (const auto& row : repair_.rows) TRY(think_of_member(row));
    repair_.used = names_.used();
    fold(repair_.add);
    take_away(repair_.remove, repair_.add);
    return mind_emptiness();
  }

 private:
  Status think_of_attributes() {
    std::map<std::string, std::string> stale;
    for (const auto& row : repair_.rows) stale[row.subject.value] = row.stale_dn;
    DnLookup now(reader_);
    TRY_AS(chosen, chosen_for(reader_, repair_.id));
    TRY_AS(held, reader_.held_of_entry(repair_.id));
    const auto outlook = [&](const mapping::DnOf& dn_of) {
      return look_ahead(mapping_, *repair_.entry, nullptr, dn_of, chosen, held,
                        repair_.link ? &*repair_.link : nullptr);
    };
    TRY_AS(after, outlook(std::ref(now)));
    TRY_AS(before, outlook([&](const std::string& id) {
             const auto found = stale.find(id);
             if (found == stale.end()) return now(id);
             auto dn = ldap::Dn::parse(found->second);
             return dn && !dn->empty() ? std::optional(std::move(*dn)) : std::nullopt;
           }));
    TRY(now.status());
    repair_.before = std::move(before.now);
    repair_.after = std::move(after.now);
    if (!repair_.link) return Done{};
    repair_.before.dn = repair_.after.dn = repair_.link->dn;  // Only content is repaired.
    for (mapping::Desired* desired : {&repair_.before, &repair_.after})
      leave_to_others(*desired, repair_.link->taken_over);
    return Done{};
  }

  Status think_of_member(const store::Dirty& row) {
    if (row.subject == repair_.id) {
      repair_.compare = repair_.alone = true;
      return Done{};
    }
    TRY_AS(subject, reader_.resource(row.subject));
    if (!subject) repair_.gone.push_back(row.subject);
    if (subject && subject->type == scim::ResourceType::group) repair_.nested.push_back(std::move(*subject));
    TRY_AS(wanted, reader_.is_listed(repair_.id, row.subject, listing_));
    const bool is_person = subject && subject->type == scim::ResourceType::user;
    const auto link = is_person ? names_.link(row.subject.value) : std::nullopt;
    TRY(names_.status());
    if (link) repair_.here.push_back(row.subject);
    if (link) add_values(wanted ? repair_.add : repair_.remove, values_of(rules_, link->dn, link->aliases));
    people_ |= wanted;
    return take_stale_away(row);
  }

  // The old names, unless somebody else bears one now and is listed by it.
  Status take_stale_away(const store::Dirty& row) {
    auto dn = ldap::Dn::parse(row.stale_dn);
    if (!dn) return Done{};
    const auto stale = values_of(rules_, *dn, row.stale_aliases);
    if (stale.empty()) return Done{};
    repair_.taken_away.push_back({row.subject, *dn, row.stale_aliases});
    add_values(repair_.remove, stale);
    TRY_AS(heirs, reader_.named(*dn, row.stale_aliases));
    for (const auto& heir : heirs) {
      TRY_AS(listed, reader_.is_listed(repair_.id, heir, listing_));
      TRY_AS(link, reader_.link(heir));
      if (listed && link) add_values(repair_.add, values_of(rules_, link->dn, link->aliases));
      people_ |= listed;
    }
    return Done{};
  }

  Status mind_emptiness() {
    if (!rules_.must_be_filled()) return Done{};
    std::vector<std::string> subjects;
    for (const auto& row : repair_.rows) subjects.push_back(row.subject.value);
    TRY_AS(others, reader_.lists_someone_besides(repair_.id, subjects, listing_));
    repair_.filled = others || people_;
    const bool writes = !repair_.add.empty() || !repair_.remove.empty();
    if (!writes && !repair_.compare) repair_.filled |= repair_.link.has_value();
    if (!writes || (others && repair_.link)) return Done{};
    repair_.alone = true;
    add_values(people_ || others ? repair_.remove : repair_.add, placeholder_values(rules_));
    return Done{};
  }

  const store::Reader& reader_;
  const mapping::Mapping& mapping_;
  const mapping::MemberRules& rules_;
  const store::ListingRules listing_;
  Repair& repair_;
  DnLookup names_{reader_};
  bool people_ = false;  // Somebody of the rows is listed.
};

Status flag_members(store::Transaction& transaction, const mapping::Mapping& mapping, const Repair& repair,
                    WallTime now) {
  const auto& group = repair.id;
  for (const auto& gone : repair.gone) {
    TRY(clear_flag(transaction, kNestedGroup, group, gone.value));
    TRY(clear_flag(transaction, kUnknownMember, group, gone.value));
  }
  for (const auto& here : repair.here) TRY(clear_flag(transaction, kUnknownMember, group, here.value));
  for (const auto& inner : repair.nested) {
    TRY_AS(listed, transaction.has_member(group, inner.id.value));
    if (!listed) continue;
    // By whose push it is a member, the flag says that was raised while nobody knew the id.
    TRY_AS(unknown, transaction.flag(kUnknownMember, group, inner.id.value));
    TRY(clear_flag(transaction, kUnknownMember, group, inner.id.value));
    TRY(raise_flag(transaction,
                   {kNestedGroup, group, inner.id.value, nested_group_detail(mapping.members(), inner),
                    unknown ? unknown->client : "", now}));
  }
  return Done{};
}

// A member that is no resource any more is no member either.
Status drop_gone_members(store::Transaction& transaction, const Repair& repair, WallTime now) {
  bool changed = false;
  for (const auto& gone : repair.gone) {
    TRY_AS(kept, transaction.held(gone, Destruction::remove, ""));  // Until then the entry lists them.
    if (kept) continue;
    TRY_AS(held, transaction.held(repair.id, Destruction::remove_member, gone.value));
    if (held) TRY(release(transaction, *held, "superseded"));
    TRY_AS(listed, transaction.has_member(repair.id, gone.value));
    TRY(transaction.apply_members(repair.id, {{false, {gone.value, nullptr}}}));
    changed |= listed;
  }
  if (changed) TRY(transaction.touch(repair.id, now));
  return Done{};
}

Status flag_references(store::Transaction& transaction, const Repair& repair, WallTime now) {
  for (const auto& row : repair.rows)
    TRY(clear_flag(transaction, kUnknownReference, repair.id, row.subject.value));
  for (const auto& issue : repair.after.issues)
    if (issue.kind == mapping::Issue::Kind::unknown_reference)
      TRY(raise_flag(transaction, {kUnknownReference, repair.id, issue.subject, issue.detail, "", now}));
  return Done{};
}

// Who was renamed while we wrote gets the newer name written before the row is struck out.
Status strike_out(store::Transaction& transaction, const Repair& repair) {
  for (const auto& one : repair.used) {
    TRY_AS(link, transaction.link(one.id));
    if (!link || link->dn != one.dn || link->aliases != one.aliases)
      TRY(transaction.mark_dirty(repair.id, one.id, one.dn.text(), one.aliases));
  }
  // Whoever came to a name while we took it away from the group is listed again.
  for (const auto& one : repair.taken_away) {
    TRY_AS(heirs, transaction.named(one.dn, one.aliases));
    for (const auto& heir : heirs)
      if (heir != one.id && std::none_of(repair.used.begin(), repair.used.end(),
                                         [&](const auto& used) { return used.id == heir; }))
        TRY(transaction.mark_dirty(repair.id, heir, ""));
  }
  for (const auto& row : repair.rows) TRY(transaction.clear_dirty(row.sequence));
  return Done{};
}

}  // namespace

Result<Repair> think_of(const store::Reader& reader, const mapping::Mapping& mapping,
                        const scim::ResourceId& entry, int most_rows, const Scope& scope) {
  Repair repair;
  repair.id = entry;
  TRY_AS(rows, reader.dirty_of(entry, most_rows));
  std::copy_if(rows.begin(), rows.end(), std::back_inserter(repair.rows),
               [&](const auto& row) { return Scope::of_members({row.subject.value}).meets(scope); });
  TRY_AS(resource, reader.resource(entry));
  TRY_AS(link, reader.link(entry));
  repair.entry = std::move(resource);
  repair.link = std::move(link);
  if (repair.entry && !repair.rows.empty()) TRY(Thinker(reader, mapping, repair).think());
  return repair;
}

Status remember(store::Transaction& transaction, const mapping::Mapping& mapping, const Repair& repair,
                const Written& written, WallTime now) {
  if (repair.nothing_to_write()) return strike_out(transaction, repair);
  const bool is_group = repair.entry->type == scim::ResourceType::group;
  if (is_group && mapping.members().defer && !repair.filled && !written.kept)
    TRY(transaction.unlink(repair.id));
  else if (!written.dn.empty() &&
           (!repair.link || written.dn != repair.link->dn || !written.entry_uuid.empty()))
    TRY(transaction.set_link(repair.id, written.dn, written.entry_uuid));
  if (written.adopted) TRY(transaction.set_taken_over(repair.id, ours_after({}, repair.after)));
  if (is_group) TRY(drop_gone_members(transaction, repair, now));
  if (is_group) TRY(flag_members(transaction, mapping, repair, now));
  TRY(flag_references(transaction, repair, now));
  if (!written.ldif.empty()) TRY(transaction.append_audit({now, repair.id, "", "", written.ldif}));
  return strike_out(transaction, repair);
}

}  // namespace bridge::sync
