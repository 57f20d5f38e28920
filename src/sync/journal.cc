#include "sync/journal.h"

#include <set>

#include "base/fault.h"
#include "base/log.h"
#include "sync/chooser.h"
#include "sync/flags.h"

namespace bridge::sync {
namespace {

using store::Transaction;

Status mark_referrers(Transaction& transaction, const scim::ResourceId& subject,
                      const std::string& stale_dn) {
  std::set<scim::ResourceId> referrers;
  TRY_AS(groups, transaction.groups_with_member(subject.value));
  referrers.insert(groups.begin(), groups.end());
  TRY_AS(others, transaction.referring_to(subject.value));
  referrers.insert(others.begin(), others.end());
  referrers.erase(subject);
  for (const auto& referrer : referrers) TRY(transaction.mark_dirty(referrer, subject, stale_dn));
  return Done{};
}

// Who was renamed or deleted while we wrote their DN gets it corrected. Their own change did not see ours
// yet.
Status check_used(Transaction& transaction, const scim::ResourceId& id,
                  const std::vector<DnLookup::Used>& used) {
  for (const auto& one : used) {
    TRY_AS(link, transaction.link(one.id));
    if (!link || link->dn != one.dn) TRY(transaction.mark_dirty(id, one.id, one.dn.text()));
  }
  return Done{};
}

Status remember(Transaction& transaction, const Change& change, const Written& written,
                const mapping::Mapping& mapping) {
  const scim::Resource& after = *change.intent.after;
  TRY(transaction.put(after));
  TRY(transaction.apply_members(after.id, change.members.rows));
  TRY(transaction.set_references(after.id, mapping.references(after)));
  TRY(transaction.set_link(after.id, written.dn, written.entry_uuid));
  if (change.returns) TRY(transaction.forget_retired(*change.returns));
  const auto names = names_of(after, written.dn.text(), mapping, &*change.after);
  for (const auto& name : names)
    TRY(transaction.reserve(after.id, name));  // The mapping may have changed since.
  TRY(transaction.keep_names(after.id, names));
  TRY(transaction.set_person(after.id, person_of(after)));
  if (change.changes_overrides())
    TRY(transaction.save(after.id, change.intent.saved));
  else if (change.returns)
    TRY(transaction.save(after.id, change.saved));
  if (!change.link || change.link->dn != written.dn)
    TRY(mark_referrers(transaction, after.id, change.link ? change.link->dn.text() : ""));
  TRY(check_used(transaction, after.id, change.used));
  return check_used(transaction, after.id, change.members.used);
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
  if (written.retired) TRY(retire(transaction, change, written, mapping, now));
  TRY(mark_referrers(transaction, change.id(), change.link ? change.link->dn.text() : ""));
  return transaction.erase(change.id(), now);
}

}  // namespace

Result<std::optional<Journal::Taken>> Journal::begin(Change& change) {
  std::optional<Taken> taken;
  auto written = context_.store.write([&](Transaction& transaction) -> Status {
    if (change.intent.after) {
      for (const auto& name : names_of(*change.intent.after, change.intent.dn_after, *context_.mapping,
                                       change.after ? &*change.after : nullptr)) {
        TRY_AS(holder, transaction.reserve(change.id(), name));
        if (holder) {
          taken = Taken{name, *holder};
          return conflict("taken");
        }
      }
    }
    TRY_AS(sequence, transaction.open_intent(change.intent));
    change.intent.sequence = sequence;
    return Done{};
  });
  if (taken) return taken;
  if (!written) return std::move(written).error();
  fault_point("journal.begun");
  return taken;
}

Status Journal::finish(const Change& change, const Written& written) {
  fault_point("journal.before_finish");
  const WallTime now = context_.clock.now();
  auto done = context_.store.write([&](Transaction& transaction) -> Status {
    TRY(change.intent.after ? remember(transaction, change, written, *context_.mapping)
                            : forget_resource(transaction, change, written, *context_.mapping, now));
    TRY(update_flags(transaction, *context_.mapping, change, written, now));
    if (!written.ldif.empty())
      TRY(transaction.append_audit(
          {now, change.id(), change.intent.client, change.intent.request_id, written.ldif}));
    return transaction.close_intent(change.intent.sequence);
  });
  fault_point("journal.finished");
  return done;
}

Status Journal::turn_back(const Change& change) {
  auto done = context_.store.write(
      [&](Transaction& transaction) { return transaction.turn_back(change.intent.sequence); });
  fault_point("journal.turned_back");
  return done;
}

Status Journal::forget(const Change& change) {
  fault_point("journal.before_forget");
  auto done = context_.store.write([&](Transaction& transaction) -> Status {
    const auto& before = change.intent.before;
    TRY(transaction.keep_names(change.id(),
                               before ? names_of(*before, change.intent.dn_before, *context_.mapping,
                                                 change.before ? &*change.before : nullptr)
                                      : std::vector<store::Name>()));
    TRY(transaction.give_back_chosen(change.id()));
    return transaction.close_intent(change.intent.sequence);
  });
  fault_point("journal.forgotten");
  return done;
}

}  // namespace bridge::sync
