#include "sync/references.h"

#include "base/fault.h"
#include "base/log.h"
#include "sync/chooser.h"
#include "sync/entry_writer.h"
#include "sync/flags.h"
#include "sync/membership.h"

namespace bridge::sync {
namespace {

// What one dirty row means now: what the entry that holds the value is, and what it should be.
struct Repair {
  std::optional<scim::Resource> entry;  // Nothing when it is gone, and the row with it.
  std::optional<store::Link> link;
  std::optional<ldap::Dn> subject_dn;  // Where the subject is now.
  bool subject_gone = false;           // It is no resource any more.
  mapping::Desired before, after;
  std::vector<ldap::Dn> add, remove;  // Member values.
};

Status think_of_members(const store::Reader& reader, const mapping::MemberRules& rules,
                        const store::Dirty& row, const scim::ResourceType subject_type, Repair& repair) {
  TRY_AS(listed, reader.has_member(row.entry, row.subject.value));
  TRY_AS(filled, reader.has_linked_person_besides(row.entry, {}));
  const bool wanted = listed && repair.subject_dn && subject_type == scim::ResourceType::user;
  if (wanted) repair.add.push_back(*repair.subject_dn);
  if (rules.placeholder) (filled ? repair.remove : repair.add).push_back(*rules.placeholder);
  const auto stale = ldap::Dn::parse(row.stale_dn);
  if (stale && !stale->empty() && !(wanted && *stale == *repair.subject_dn)) repair.remove.push_back(*stale);
  return Done{};
}

Status think(const Context& context, const store::Reader& reader, const store::Dirty& row, Repair& repair) {
  TRY_AS(entry, reader.resource(row.entry));
  TRY_AS(link, reader.link(row.entry));
  repair.entry = std::move(entry);
  repair.link = std::move(link);
  if (!repair.entry || !repair.link) return Done{};

  TRY_AS(subject, reader.resource(row.subject));
  TRY_AS(subject_link, reader.link(row.subject));
  repair.subject_gone = !subject;
  if (subject && subject_link) repair.subject_dn = subject_link->dn;

  DnLookup now(reader);
  TRY_AS(chosen, chosen_for(reader, row.entry));
  TRY_AS(after, context.mapping->translate(*repair.entry, nullptr, std::ref(now), chosen));
  TRY_AS(before, context.mapping->translate(
                     *repair.entry, nullptr,
                     [&](const std::string& id) {
                       if (id != row.subject.value) return now(id);
                       auto stale = ldap::Dn::parse(row.stale_dn);
                       return stale && !stale->empty() ? std::optional(std::move(*stale)) : std::nullopt;
                     },
                     chosen));
  TRY(now.status());
  repair.before = std::move(before);
  repair.after = std::move(after);
  repair.before.dn = repair.after.dn = repair.link->dn;  // Only what is said in the entry is repaired.
  if (repair.entry->type != scim::ResourceType::group) return Done{};
  return think_of_members(reader, context.mapping->members(), row,
                          subject ? subject->type : scim::ResourceType::group, repair);
}

Status remember(store::Transaction& transaction, const Repair& repair, const store::Dirty& row,
                const Written& written, WallTime now) {
  if (written.dn != repair.link->dn || !written.entry_uuid.empty())
    TRY(transaction.set_link(row.entry, written.dn, written.entry_uuid));
  if (repair.subject_gone) TRY(transaction.apply_members(row.entry, {{false, {row.subject.value, nullptr}}}));
  if (repair.subject_gone || !repair.add.empty())
    for (const char* kind : {kNestedGroup, kUnknownMember})
      if (kind == kUnknownMember || repair.subject_gone)
        TRY(transaction.clear_flag(kind, row.entry, row.subject.value));
  TRY(transaction.clear_flag(kUnknownReference, row.entry, row.subject.value));
  for (const auto& issue : repair.after.issues)
    if (issue.kind == mapping::Issue::Kind::unknown_reference)
      TRY(transaction.raise_flag({kUnknownReference, row.entry, issue.subject, issue.detail, "", now}));
  if (!written.ldif.empty()) TRY(transaction.append_audit({now, row.entry, "", "", written.ldif}));

  // Who was renamed while we wrote gets the newer DN written before the row is struck out.
  TRY_AS(link, transaction.link(row.subject));
  if ((link ? std::optional(link->dn) : std::nullopt) != repair.subject_dn)
    return unavailable("the DN of " + row.subject.value + " changed meanwhile");
  return transaction.clear_dirty(row.sequence);
}

}  // namespace

Status References::settle_because_of(const scim::ResourceId& subject, SteadyTime deadline) {
  TRY_AS(rows,
         context_.store.read([&](const store::Reader& reader) { return reader.dirty_because_of(subject); }));
  return settle(rows, deadline);
}

Status References::settle_in(const scim::ResourceId& entry, SteadyTime deadline) {
  TRY_AS(rows, context_.store.read([&](const store::Reader& reader) { return reader.dirty_of(entry); }));
  return settle(rows, deadline);
}

Result<int> References::settle_all(SteadyTime deadline) {
  constexpr int kAtATime = 1000;
  TRY_AS(rows, context_.store.read([](const store::Reader& reader) { return reader.dirty(kAtATime); }));
  int left = 0;
  for (const auto& row : rows)
    if (!settle(row, deadline)) ++left;
  return left;
}

Status References::settle(const std::vector<store::Dirty>& rows, SteadyTime deadline) {
  for (const auto& row : rows) TRY(settle(row, deadline));
  return Done{};
}

Status References::settle(const store::Dirty& row, SteadyTime deadline) {
  TRY_AS(hold, context_.locks.hold(row.entry, deadline));
  Repair repair;
  TRY(context_.store.read([&](const store::Reader& reader) { return think(context_, reader, row, repair); }));
  if (!repair.entry || !repair.link)
    return context_.store.write(
        [&](store::Transaction& transaction) { return transaction.clear_dirty(row.sequence); });

  auto session = context_.directory.lease(deadline);
  if (!session) return std::move(session).error().to_error();
  EntryWriter writer(**session, context_, repair.entry->type);
  writer.never_refuse();
  auto written =
      writer.update({*repair.link, {&repair.before}, repair.after, repair.add, repair.remove, false, [&] {
                       return context_.store.read([&](const store::Reader& reader) {
                         return all_member_values(reader, context_.mapping->members(), row.entry);
                       });
                     }});
  if (!written) {
    log_event(LogLevel::warning, Event::settle_postponed,
              {{"id", row.entry.value}, {"reason", written.error().failure.message}});
    return unavailable("settling a reference: " + written.error().failure.message);
  }
  fault_point("references.written");
  return context_.store.write([&](store::Transaction& transaction) {
    return remember(transaction, repair, row, *written, context_.clock.now());
  });
}

}  // namespace bridge::sync
