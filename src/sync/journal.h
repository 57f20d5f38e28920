#pragma once

#include "sync/change.h"
#include "sync/entry_writer.h"

namespace bridge::sync {

// The write order that loses nothing: every change is written down before the directory hears of it, and
// struck out in the same transaction that makes its outcome visible. All calls return when what they say is
// durable.
class Journal {
 public:
  explicit Journal(const Context& context) : context_(context) {}

  // Somebody else has a name that the resource wants.
  using Taken = store::TakenName;

  // Why a change cannot begin as it is: a name is taken, the guard objects to parts of it, or else it would
  // be right only with the whole lock.
  struct Obstacle {
    std::optional<Taken> taken{};
    std::vector<store::GuardNote::Withheld> withhold{};
  };

  // Reserves the names and opens the intent (its sequence is set in `change`), or says what is in the way;
  // then nothing is written.
  Result<std::optional<Obstacle>> begin(Change& change);

  // What was asked for is done: makes it visible and closes the intent. The intent's `after` then is the
  // resource as it is stored.
  Status finish(Change& change, const Written& written);

  // An entry that was there before is to be taken over: says so before it is touched, as the intent's
  // dn_before.
  Status note_adoption(Change& change, const ldap::Dn& dn);

  // It will not be done: says so for good before anything is undone.
  Status turn_back(const Change& change);

  // Nothing of it is left in the directory: closes the intent and gives its names back.
  Status forget(const Change& change);

 private:
  Result<std::optional<Obstacle>> obstacle(store::Transaction& transaction, Change& change) const;
  Result<std::optional<Taken>> reserve_names(store::Transaction& transaction, const Change& change) const;
  Result<std::vector<store::GuardNote::Withheld>> ask_guard(store::Transaction& transaction,
                                                            Change& change) const;

  const Context& context_;
};

}  // namespace bridge::sync
