#include "sync/references.h"

#include "base/fault.h"
#include "base/log.h"
#include "sync/flags.h"
#include "sync/membership.h"
#include "sync/safe_mode.h"

namespace bridge::sync {
namespace {

constexpr int kRowsAtATime = 500;
constexpr int kEntriesAtATime = 1000;

}  // namespace

Status list_exactly(store::Transaction& transaction, const scim::ResourceId& group) {
  TRY_AS(resource, transaction.resource(group));
  if (!resource || resource->type != scim::ResourceType::group)
    return not_found("there is no group '" + group.value + "'");
  TRY(transaction.set_merges(group, false));
  TRY(clear_flag(transaction, kMembersMerged, group, ""));
  return transaction.mark_dirty(group, group, "");
}

Status References::settle_because_of(const scim::ResourceId& cause, SteadyTime deadline) {
  TRY_AS(entries, context_.store.read(
                      [&](const store::Reader& reader) { return reader.dirty_entries_because_of(cause); }));
  for (const auto& entry : entries) TRY(settle_in(entry, deadline));
  return Done{};
}

Status References::settle_around(const scim::ResourceId& id, SteadyTime deadline) {
  TRY_AS(entries,
         context_.store.read([&](const store::Reader& reader) -> Result<std::vector<scim::ResourceId>> {
           TRY_AS(entries, reader.dirty_entries_because_of(id));
           TRY_AS(own, reader.dirty_of(id, 1));
           if (!own.empty()) entries.push_back(id);
           return entries;
         }));
  Status done = Done{};
  for (const auto& entry : entries)
    if (Status settled = settle_in(entry, deadline); !settled) done = settled;
  return done;
}

Status References::settle_in(const scim::ResourceId& entry, SteadyTime deadline) {
  // What they should say comes from memory, which may be old: they wait until a person has decided.
  TRY_AS(safe, is_safe_mode(context_.store));
  if (safe) return Done{};
  for (;;) {
    TRY_AS(rows, context_.store.read([&](const store::Reader& reader) { return reader.dirty_of(entry, 1); }));
    if (rows.empty()) return Done{};
    if (context_.clock.steady_now() >= deadline) return unavailable("no time left for references");
    TRY(settle_some(entry, deadline));
  }
}

Result<int> References::settle_all(SteadyTime deadline) {
  TRY_AS(entries, context_.store.read(
                      [](const store::Reader& reader) { return reader.dirty_entries(kEntriesAtATime); }));
  int left = 0;
  for (const auto& entry : entries)
    if (!settle_in(entry, deadline)) ++left;
  return left;
}

// A group is shared with those who change other members, unless more than members is at stake.
Status References::settle_some(const scim::ResourceId& entry, SteadyTime deadline) {
  TRY_AS(scope, context_.store.read([&](const store::Reader& reader) -> Result<Scope> {
    TRY_AS(resource, reader.resource(entry));
    if (!resource || resource->type != scim::ResourceType::group) return Scope::whole();
    if (!context_.mapping->references(*resource).empty()) return Scope::whole();
    TRY_AS(rows, reader.dirty_of(entry, kRowsAtATime));
    std::set<std::string> subjects;
    for (const auto& row : rows) subjects.insert(row.subject.value);
    return Scope::of_members(std::move(subjects));
  }));
  TRY_AS(settled, settle_in_scope(entry, scope, deadline));
  if (!settled) TRY(settle_in_scope(entry, Scope::whole(), deadline));
  return Done{};
}

// False when it takes the whole lock.
Result<bool> References::settle_in_scope(const scim::ResourceId& entry, const Scope& scope,
                                         SteadyTime deadline) {
  TRY_AS(hold, context_.locks.hold(entry, deadline, scope));
  TRY_AS(repair, context_.store.read([&](const store::Reader& reader) {
    return think_of(reader, *context_.mapping, entry, kRowsAtATime, scope);
  }));
  if (repair.rows.empty()) return true;
  if (repair.alone && !scope.is_whole()) return false;
  Written written;
  if (!repair.nothing_to_write()) {
    auto outcome = write(repair, scope.is_whole(), deadline);
    if (!outcome && !scope.is_whole()) return false;
    if (!outcome) return std::move(outcome).error();
    written = *std::move(outcome);
  }
  fault_point("references.written");
  // If a power cut takes this back, the rows are dirty again and lead to the same.
  TRY(context_.store.write(
      [&](store::Transaction& transaction) {
        return remember(transaction, *context_.mapping, repair, written, context_.clock.now());
      },
      store::Store::Until::visible));
  return true;
}

Result<Written> References::write(const Repair& repair, bool alone, SteadyTime deadline) {
  const auto all_members = [&] {
    return context_.store.read([&](const store::Reader& reader) {
      return all_member_values(reader, context_.mapping->members(), repair.id);
    });
  };
  auto session = context_.directory.lease(deadline);
  if (!session) return std::move(session).error().to_error();
  EntryWriter writer(**session, context_, repair.entry->type, repair.id);
  writer.never_refuse();
  const EntryWriter::Update update{.link = repair.link ? *repair.link : store::Link{},
                                   .before = {&repair.before},
                                   .after = repair.after,
                                   .add = repair.add,
                                   .remove = repair.remove,
                                   .look_first = false,
                                   .all_members = all_members,
                                   .alone = alone};
  auto written = [&]() -> WriteResult {
    if (repair.may_lack_entry && !repair.filled)
      return repair.link ? writer.remove(*repair.link, nullptr) : WriteResult(Written{});
    if (!repair.link) return writer.make_again(update);
    auto updated = writer.update(update);
    if (!updated || !repair.compare) return updated;
    auto wanted = all_members();
    if (!wanted) return updated;
    return writer.list_exactly(*repair.link, *wanted, repair.link->merges);
  }();
  if (written) return *std::move(written);
  log_event(LogLevel::warning, Event::settle_postponed,
            {{"id", repair.id.value}, {"reason", written.error().failure.message}});
  return unavailable("settling a reference: " + written.error().failure.message);
}

}  // namespace bridge::sync
