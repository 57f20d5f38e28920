#include "sync/applier.h"

#include <set>

#include "base/fault.h"
#include "base/log.h"
#include "scim/error.h"
#include "sync/anchor.h"
#include "sync/reserved.h"

namespace bridge::sync {
namespace {

using Kind = ldap::Failure::Kind;
using store::Intent;

Error no_directory(const ldap::Failure& failure) {
  return unavailable("the directory cannot be reached: " + failure.message);
}

// The content is at fault and will never be taken, so there is no point in trying again.
bool is_final(const ldap::Failure& failure) {
  switch (failure.kind) {
    case Kind::already_exists:
    case Kind::not_unique:
    case Kind::refused:
    case Kind::value_exists:
    case Kind::no_such_value:
    case Kind::no_equality_rule:
    case Kind::assertion_failed:
      return true;
    default:
      return false;
  }
}

// Where the entry is, or was to be made.
std::string place_of(const Change& change) {
  if (change.link) return change.link->dn.text();
  return change.after ? change.after->dn.text() : "";
}

void log_stopped(const Change& change, const Stopped& stopped) {
  log_event(stopped.failure.kind == Kind::unavailable ? LogLevel::warning : LogLevel::error,
            Event::ldap_refused,
            {{"id", change.id().value},
             {"dn", place_of(change)},
             {"request", change.intent.request_id},
             {"code", std::to_string(stopped.failure.code)},
             {"reason", stopped.failure.message}});
}

}  // namespace

Result<Done, Applier::Refused> Applier::carry_out(Change& change, const Requester& requester) {
  // A session first: while there is none, nothing needs to be begun.
  auto session = context_.directory.lease(requester.deadline);
  if (!session) return Refused{no_directory(session.error()), {}};

  auto looked = note_what_is_overwritten(**session, change);
  if (!looked) return Refused{no_directory(looked.error()), {}};

  auto begun = journal_.begin(change);
  if (!begun) return Refused{begun.error(), {}};
  if (*begun) {
    const auto& [taken, withhold] = **begun;
    return Refused{conflict("taken", scim::kUniqueness), taken, !taken && withhold.empty(), withhold};
  }
  auto written = write(
      **session, change, change.look, [&](const ldap::Dn& dn) { return journal_.note_adoption(change, dn); },
      change.cautious);
  if (!written && needs_whole_lock(change, written.error())) {
    if (auto forgotten = journal_.forget(change); !forgotten)
      return Refused{unavailable(forgotten.error().message), {}};
    return Refused{unavailable("busy with other changes"), {}, true};
  }
  if (!written) {
    Refused refused{stop(**session, change, written.error()), {}};
    refused.denied = written.error().failure.kind == Kind::denied && !written.error().touched;
    return refused;
  }
  auto finished = journal_.finish(change, *written);
  if (!finished)
    return Refused{unavailable("the state database cannot be written: " + finished.error().message), {}};
  return Done{};
}

// What stands where disabling is about to write, so that enabling can put it back. Part of the intent: after
// a crash it could not be told from what we wrote.
ldap::Outcome<Done> Applier::note_what_is_overwritten(ldap::Session& session, Change& change) const {
  if (!change.changes_overrides() || !change.link) return Done{};
  std::vector<std::string> names;
  const auto note = [&](const ldap::AttributeName& name) {
    if (!context_.mapping->is_secret(change.type(), name)) names.push_back(name.text());
  };
  for (const auto& name : change.after->overridden)
    if (!change.before->overridden.contains(name)) note(name);
  for (const auto& [name, bits] : change.after->bits)
    if (!change.before->bits.contains(name)) note(name);
  if (names.empty()) return Done{};
  auto entry = session.read(change.link->dn, names);
  if (!entry) return entry.error();
  if (*entry) change.intent.saved = std::move((*entry)->attributes);
  return Done{};
}

// Whatever surprises somebody who shares the group with others is looked into alone.
bool Applier::needs_whole_lock(const Change& change, const Stopped& stopped) const {
  const ldap::Failure& failure = stopped.failure;
  return change.shared && !stopped.touched && !failure.outcome_unknown &&
         (is_final(failure) || failure.kind == Kind::no_such_object);
}

std::function<Result<MemberValues>()> Applier::all_members(const Change& change) const {
  return [this, id = change.id(), type = change.type()]() -> Result<MemberValues> {
    if (type == scim::ResourceType::user) return MemberValues();
    return context_.store.read([&](const store::Reader& reader) {
      return all_member_values(reader, context_.mapping->members(), id);
    });
  };
}

WriteResult Applier::write(ldap::Session& session, const Change& change, bool look_first, NoteAdoption note,
                           bool only_what_changes) {
  EntryWriter writer(session, context_, change.type(), change.id());
  if (only_what_changes) writer.only_what_changes();
  if (!change.link) writer.before_adopting(std::move(note));
  if (change.locks_out()) writer.never_refuse();
  const Believed before{change.before ? &*change.before : nullptr, change.saved};
  if (change.keeps_entry()) return Written();
  if (change.intent.kind == Intent::Kind::remove && change.link &&
      context_.mapping->deletion(change.type()).keeps(change.link->taken_over.has_value()))
    return retire(writer, change, before, look_first);
  if (!change.has_entry_after(context_.mapping->members())) {
    if (change.link) return writer.remove(*change.link, &*change.after);
    Written nothing;
    if (change.intent.after) nothing.dn = change.after->dn;
    return nothing;
  }
  if (change.intent.kind == Intent::Kind::create && !change.link)
    return writer.create(*change.after, change.members.add);
  const EntryWriter::Update update{.link = change.link ? *change.link : store::Link{},
                                   .before = before,
                                   .after = *change.after,
                                   .add = change.members.add,
                                   .remove = change.members.remove,
                                   .look_first = look_first || change.must_look(),
                                   .all_members = all_members(change),
                                   .alone = !change.shared};
  return change.link ? writer.update(update) : writer.make_again(update);
}

// Disabled in place of removed.
WriteResult Applier::retire(EntryWriter& writer, const Change& change, const Believed& before,
                            bool look_first) const {
  writer.never_refuse();
  auto retired = writer.update({*change.link, before, *change.after, {}, {}, look_first, [] {
                                  return Result<MemberValues>(MemberValues());
                                }});
  if (retired) retired->retired = true;
  return retired;
}

WriteResult Applier::rehearse(RehearsalSession& session, const Change& change) {
  return write(session, change, true);
}

// What the client hears, after what must be undone is undone.
Error Applier::stop(ldap::Session& session, const Change& change, const Stopped& stopped) {
  fault_point("applier.stopped");
  log_stopped(change, stopped);
  const ldap::Failure& failure = stopped.failure;
  if (is_objection(failure))
    if (auto flagged = flag_reserved(context_, change, failure.message); !flagged)
      return unavailable(flagged.error().message);
  const Error error = explain(change, failure);
  if (!stopped.touched && !failure.outcome_unknown) {
    if (auto forgotten = journal_.forget(change); !forgotten) return unavailable(forgotten.error().message);
    return error;
  }
  if (!is_final(failure)) return error;  // Stays open: finished in the background, or by a repeat.
  if (change.restores()) {               // What was put right stays so.
    if (auto forgotten = journal_.forget(change); !forgotten) return unavailable(forgotten.error().message);
    return error;
  }
  if (auto turned = journal_.turn_back(change); !turned) return unavailable(turned.error().message);
  if (auto undone = undo(session, change); !undone) return unavailable(undone.error().message);
  return error;
}

// Brings the entry back to what it was and strikes the intent out.
Status Applier::undo(ldap::Session& session, const Change& change) {
  if (change.makes_entry()) TRY(take_back(session, change));
  if (change.intent.kind != Intent::Kind::remove && change.link && change.before) {
    EntryWriter writer(session, context_, change.type(), change.id());
    writer.never_refuse();
    auto undone = writer.update({.link = *change.link,
                                 .before = {&*change.after, change.intent.saved},
                                 .after = *change.before,
                                 .add = change.members.remove,
                                 .remove = change.members.add,
                                 .look_first = true,
                                 .all_members = all_members(change)});
    if (!undone) return unavailable("undoing: " + undone.error().failure.message);
  }
  fault_point("applier.undone");
  return journal_.forget(change);
}

// The entry that a create made before the rest of it was refused. One that does not carry our anchor (any
// more) is not it.
Status Applier::take_back(ldap::Session& session, const Change& change) {
  const ldap::Dn& dn = change.after->dn;
  const auto anchor = anchor_in(*context_.mapping, change.type(), *change.after);
  const auto& name = context_.mapping->anchor(change.type());
  auto entry = session.read(dn, {anchor ? name.text() : "1.1"});
  if (!entry) return unavailable("undoing: " + entry.error().message);
  if (!*entry) return Done{};
  const auto& values = (*entry)->attributes;
  if (anchor && (!values.contains(name) || values.at(name) != ldap::Values{*anchor})) return Done{};
  auto removed =
      EntryWriter(session, context_, change.type(), change.id()).remove(store::Link{dn, ""}, nullptr);
  if (!removed) return unavailable("undoing: " + removed.error().failure.message);
  return Done{};
}

Status Applier::settle(Change change, SteadyTime deadline) {
  auto session = context_.directory.lease(deadline);
  if (!session) return no_directory(session.error());
  if (change.intent.direction == Intent::Direction::back) return undo(**session, change);

  // A secret is stored nowhere: unless the directory shows that it arrived, the client must bring it again.
  // An add is all or nothing; what a modify did cannot be seen.
  if (change.intent.carried_secret) {
    auto arrived = (*session)->read(change.after->dn, {"1.1"});
    if (!arrived) return no_directory(arrived.error());
    if (change.intent.kind != Intent::Kind::create || !*arrived) {
      TRY(journal_.turn_back(change));
      return undo(**session, change);
    }
  }
  auto written = write(**session, change, true);
  // An entry that is there now is what the first try left, unless that said otherwise or others are in it.
  const bool takes_over = !change.link && !change.intent.dn_before.empty();
  if (written) {
    written->adopted &= takes_over || written->lists_others;
    return journal_.finish(change, *written);
  }
  if (change.makes_entry()) change.intent.dn_before = change.intent.dn_after;  // Or so it might be.
  // Whatever was done before the outcome got lost counts as touched.
  const Error error = stop(**session, change, {written.error().failure, true});
  if (error.code == Error::Code::unavailable) return error;
  return Done{};  // Refused for good and undone: settled, too. Nobody was told otherwise.
}

// The attribute at fault: a server that refuses the name of an entry does not say so.
ldap::AttributeName Applier::at_fault(const Change& change, const ldap::Failure& failure) {
  constexpr int kInvalidDn = 34, kNamingViolation = 64;
  const bool is_the_name = failure.code == kInvalidDn || failure.code == kNamingViolation;
  if (!failure.attribute.empty() || !is_the_name || !change.after) return failure.attribute;
  return change.after->dn.rdn().front().type;
}

// "attribute 'emails.value': ", by SCIM's name where a rule makes it out of one.
std::string Applier::named(const Change& change, const ldap::Failure& failure) const {
  const auto attribute = at_fault(change, failure);
  if (attribute.empty()) return "";
  const std::string sources = context_.mapping->sources_of(change.type(), attribute);
  return "attribute '" + (sources.empty() ? attribute.text() : sources) + "': ";
}

// The directory's refusal in the client's words: which SCIM attribute, why, and what kind of error it is.
Error Applier::explain(const Change& change, const ldap::Failure& failure) const {
  if (is_objection(failure)) return invalid_input(failure.message, scim::kInvalidValue);
  switch (failure.kind) {
    case Kind::already_exists:
      return conflict("the directory already has an entry '" + change.intent.dn_after + "' that is not ours",
                      scim::kUniqueness);
    case Kind::not_unique:
      return conflict(named(change, failure) + "another entry has it already: " + failure.message,
                      scim::kUniqueness);
    case Kind::refused:
    case Kind::value_exists:
    case Kind::no_such_value:
    case Kind::no_equality_rule:
      return invalid_input(named(change, failure) + "the directory refuses it: " + failure.message,
                           scim::kInvalidValue);
    default:
      return unavailable("the directory cannot do it now: " + failure.message);
  }
}

}  // namespace bridge::sync
