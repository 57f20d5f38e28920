#include "sync/purger.h"

#include "sync/entry_writer.h"
#include "sync/flags.h"
#include "sync/safe_mode.h"

namespace bridge::sync {
namespace {

constexpr int kAtATime = 100;
constexpr int kRowsAtATime = 500;
constexpr std::chrono::hours kTryAgain{24};  // When children keep the entry from going.

// Whether the entry is in use again, so that it is not ours to remove.
Result<bool> is_taken_up(const store::Reader& reader, const store::Link& link) {
  TRY_AS(owner, reader.linked_to(link.dn));
  return owner.has_value();
}

}  // namespace

Status Purger::purge_due(SteadyTime deadline) {
  TRY_AS(safe, is_safe_mode(context_.store));
  if (safe) return Done{};  // Who knows whether they are still to go.
  const WallTime now = context_.clock.now();
  TRY_AS(due, context_.store.read(
                  [&](const store::Reader& reader) { return reader.retired_until(now, kAtATime); }));
  for (const auto& retired : due) TRY(purge(retired, deadline));
  return Done{};
}

Status Purger::drop_old_audit(SteadyTime deadline) {
  const WallTime before = context_.clock.now() - context_.audit_keep;
  while (context_.clock.steady_now() < deadline) {
    TRY_AS(oldest, context_.store.read([](const store::Reader& reader) { return reader.oldest_audit(); }));
    if (!oldest || *oldest >= before) break;
    TRY(context_.store.write(
        [&](store::Transaction& transaction) { return transaction.drop_audit(before, kRowsAtATime); }));
  }
  return Done{};
}

Status Purger::purge(const store::Retired& retired, SteadyTime deadline) {
  TRY_AS(hold, context_.locks.hold(retired.id, deadline));
  TRY_AS(tombstone,
         context_.store.read([&](const store::Reader& reader) { return reader.tombstone(retired.id); }));
  Written written;
  if (tombstone && !tombstone->link.dn.empty()) {
    TRY_AS(taken_up, context_.store.read(
                         [&](const store::Reader& reader) { return is_taken_up(reader, tombstone->link); }));
    if (!taken_up) {
      auto session = context_.directory.lease(deadline);
      if (!session) return unavailable("the directory cannot be reached: " + session.error().message);
      auto purged = EntryWriter(**session, context_, tombstone->type, retired.id).purge(tombstone->link);
      if (!purged) return unavailable("purging: " + purged.error().failure.message);
      written = *std::move(purged);
    }
  }
  const WallTime now = context_.clock.now();
  return context_.store.write([&](store::Transaction& transaction) -> Status {
    if (!written.ldif.empty()) TRY(transaction.append_audit({now, retired.id, "", "", written.ldif}));
    if (!written.kept) return transaction.forget_retired(retired.id);
    TRY(transaction.raise_flag({kNotALeaf, retired.id, "",
                                "the entry '" + written.dn.text() + "' has children and cannot be purged", "",
                                now}));
    store::Retired later = retired;
    later.due = now + kTryAgain;
    return transaction.retire(later);
  });
}

}  // namespace bridge::sync
