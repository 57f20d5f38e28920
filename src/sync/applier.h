#pragma once

#include "sync/change.h"
#include "sync/entry_writer.h"
#include "sync/journal.h"
#include "sync/rehearsal.h"

namespace bridge::sync {

// Carries changes out: journal, directory, commit, in the order that loses nothing. Needs the resource's
// lock. Any thread, each with its own change.
class Applier {
 public:
  explicit Applier(const Context& context) : context_(context), journal_(context) {}

  struct Refused {
    Error error{};
    std::optional<Journal::Taken> taken{};  // When the reason is a name that somebody else holds.
    bool alone = false;                     // It can be done only under the whole lock; nothing was changed.
    std::vector<store::GuardNote::Withheld> withhold{};  // It can be done without these parts; the same.
    bool denied = false;  // We lack a right to do it; nothing was changed, and nothing is open.
  };

  // Done means durable and in the directory. An `unavailable` means that nothing is acknowledged: the change
  // may be finished in the background. Every other error means that nothing has changed. The intent's `after`
  // is the resource as it is stored then.
  Result<Done, Refused> carry_out(Change& change, const Requester& requester);

  // What carrying the change out would do to an entry of which nothing is believed; shown by the session.
  WriteResult rehearse(RehearsalSession& session, const Change& change);

  // Brings an open intent to its end by looking at the directory. `change` is thought through from that
  // intent. Fails with `unavailable` when it stays open.
  Status settle(Change change, SteadyTime deadline);

 private:
  ldap::Outcome<Done> note_what_is_overwritten(ldap::Session& session, Change& change) const;
  WriteResult retire(EntryWriter& writer, const Change& change, const Believed& before,
                     bool look_first) const;
  WriteResult write(ldap::Session& session, const Change& change, bool look_first,
                    NoteAdoption note = nullptr, bool only_what_changes = false);
  Error stop(ldap::Session& session, const Change& change, const Stopped& stopped);
  Status undo(ldap::Session& session, const Change& change);
  Status take_back(ldap::Session& session, const Change& change);
  bool needs_whole_lock(const Change& change, const Stopped& stopped) const;
  std::function<Result<MemberValues>()> all_members(const Change& change) const;
  static ldap::AttributeName at_fault(const Change& change, const ldap::Failure& failure);
  std::string named(const Change& change, const ldap::Failure& failure) const;
  Error explain(const Change& change, const ldap::Failure& failure) const;

  const Context& context_;
  Journal journal_;
};

}  // namespace bridge::sync
