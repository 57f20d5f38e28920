#include "sync/journal.h"

#include "base/fault.h"
#include "sync/outcome.h"
#include "sync/safe_mode.h"

namespace bridge::sync {
namespace {

using store::Transaction;

// What was approved may be over by now: dropped, rejected, or the entry is just being taken over.
Status check_approval(const Transaction& transaction, const Change& change) {
  TRY_AS(standing, transaction.held(change.id()));
  for (const auto& [kind, subject] : change.intent.guard.released) {
    const auto* held = find_hold(standing, kind, subject);
    if (held == nullptr || held->state != store::Held::State::approved)
      return unavailable("what was approved is over");
  }
  if (change.intent.after || !change.link) return Done{};
  TRY_AS(holder, transaction.holder({store::Name::Kind::dn, change.type(), change.link->dn.text()}));
  return holder && *holder != change.id() ? unavailable("the entry is being taken over") : Status(Done{});
}

}  // namespace

Result<std::optional<Journal::Obstacle>> Journal::begin(Change& change) {
  std::optional<Obstacle> obstacle;
  auto written = context_.store.write([&](Transaction& transaction) -> Status {
    TRY_AS(found, this->obstacle(transaction, change));
    obstacle = std::move(found);
    return obstacle ? conflict("in the way") : Status(Done{});
  });
  if (obstacle) return obstacle;
  if (!written) return std::move(written).error();
  fault_point("journal.begun");
  return obstacle;
}

// Opens the intent unless something is in the way; what was written until then is not kept.
Result<std::optional<Journal::Obstacle>> Journal::obstacle(Transaction& transaction, Change& change) const {
  TRY_AS(safe, safe_mode(transaction));
  change.cautious = safe.has_value();
  if (change.approved) TRY(check_approval(transaction, change));
  TRY_AS(taken, reserve_names(transaction, change));
  if (taken) return std::optional(Obstacle{std::move(taken)});
  TRY_AS(withhold, ask_guard(transaction, change));
  if (!withhold.empty()) return std::optional(Obstacle{{}, std::move(withhold)});
  TRY_AS(sequence, transaction.open_intent(change.intent));
  change.intent.sequence = sequence;
  if (!change.shared || !change.members.leans) return std::optional<Obstacle>();
  // Intents begin one after the other: of two that each lean on the other's member staying, the second sees
  // the first.
  TRY_AS(others,
         transaction.lists_someone_besides(change.id(), {}, listing_rules(context_.mapping->members())));
  return others ? std::optional<Obstacle>() : std::optional(Obstacle{});
}

Result<std::optional<Journal::Taken>> Journal::reserve_names(Transaction& transaction,
                                                             const Change& change) const {
  std::vector<store::Name> names;
  if (!change.intent.after) return std::optional<Taken>();
  names = names_of(*change.intent.after, change.intent.dn_after, *context_.mapping,
                   change.after ? &*change.after : nullptr);
  names.insert(names.end(), change.spare_after.begin(), change.spare_after.end());
  if (change.takes_over) {
    const auto& removal = change.takes_over->id;
    TRY_AS(open, transaction.open_intent(removal));  // It is just being carried out after all…
    if (open) return std::optional(Taken{names.front(), removal});
    TRY_AS(rows, transaction.held(removal));  // … or was, meanwhile.
    if (rows.empty()) return unavailable("busy with other changes");
    TRY(transaction.keep_names(removal, {}));
  }
  return transaction.reserve_all(change.id(), names);
}

// Counts what the directory loses, or says what it shall not lose.
Result<std::vector<store::GuardNote::Withheld>> Journal::ask_guard(Transaction& transaction,
                                                                   Change& change) const {
  std::vector<store::GuardNote::Withheld> withhold;
  change.intent.guard.counted.clear();
  if (change.approved || !context_.guard.enabled) return withhold;
  for (const auto& [kind, number] : change.losses) {
    TRY_AS(objection,
           sync::ask_guard(transaction, context_.guard, kind, change.type(), number, change.intent.begun));
    if (objection)
      withhold.push_back({kind, *objection});
    else
      change.intent.guard.counted.push_back({kind, number});
  }
  return withhold;
}

Status Journal::finish(Change& change, const Written& written) {
  fault_point("journal.before_finish");
  const WallTime now = context_.clock.now();
  // If a power cut takes this back, the intent is open again and leads to the same, but for secrets.
  const auto until =
      change.intent.carried_secret ? store::Store::Until::durable : store::Store::Until::visible;
  auto done = context_.store.write(
      [&](Transaction& transaction) -> Status {
        TRY(make_visible(transaction, *context_.mapping, change, written, now));
        return transaction.close_intent(change.intent.sequence);
      },
      until);
  fault_point("journal.finished");
  return done;
}

Status Journal::note_adoption(Change& change, const ldap::Dn& dn) {
  change.intent.dn_before = dn.text();
  auto done = context_.store.write([&](Transaction& transaction) {
    return transaction.note_entry_before(change.intent.sequence, change.intent.dn_before);
  });
  fault_point("journal.adopting");
  return done;
}

Status Journal::turn_back(const Change& change) {
  auto done = context_.store.write([&](Transaction& transaction) -> Status {
    TRY(transaction.note_entry_before(change.intent.sequence, change.intent.dn_before));
    return transaction.turn_back(change.intent.sequence);
  });
  fault_point("journal.turned_back");
  return done;
}

Status Journal::forget(const Change& change) {
  fault_point("journal.before_forget");
  auto done = context_.store.write([&](Transaction& transaction) -> Status {
    const auto& before = change.intent.before;
    std::vector<store::Name> names;
    if (before)
      names = names_of(*before, change.intent.dn_before, *context_.mapping,
                       change.before ? &*change.before : nullptr);
    if (!change.takes_over) names.insert(names.end(), change.spare_before.begin(), change.spare_before.end());
    TRY(transaction.keep_names(change.id(), names));
    if (change.takes_over)
      for (const auto& name : change.spare_before) TRY(transaction.reserve(change.takes_over->id, name));
    for (const auto& [kind, number] : change.intent.guard.counted)
      TRY(give_back(transaction, context_.guard, kind, change.type(), number, change.intent.begun));
    TRY(transaction.give_back_chosen(change.id()));
    return transaction.close_intent(change.intent.sequence);
  });
  fault_point("journal.forgotten");
  return done;
}

}  // namespace bridge::sync
