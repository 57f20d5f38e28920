#pragma once

#include <atomic>
#include <stop_token>
#include <vector>

#include "sync/candidate_index.h"
#include "sync/context.h"
#include "sync/situation.h"

namespace bridge::sync {

// Resources by their numbers, one bit each: a million of them need 125 kB.
class Marks {
 public:
  void set(std::int64_t number);
  bool has(std::int64_t number) const;

 private:
  std::vector<bool> bits_;
};

// What the directory holds, compared with what it shall hold: who is there, whose entry differs, and entries
// that no link explains. Nothing of it is sure until it is looked at again under the resource's lock.
struct Collection {
  struct Stray {
    ldap::Dn dn;
    std::string entry_uuid;
    std::optional<store::Numbered> anchored;    // Carries this resource's anchor.
    std::optional<store::Tombstone> tombstone;  // Was this deleted resource's entry.
  };

  Marks seen, suspect;
  std::vector<Stray> strays;  // The first of them; those of nobody are only counted behind that.
  long entries = 0, people = 0, groups = 0, foreign = 0;
};

// Reads the bases of the mapping, entry by entry; memory is bounded by one page and the marks. Member lists
// are not read. Fails as searches do: what the directory does not show in full is a failure, never a short
// list; only `missing` bases need not be there. Entries that no link explains are noted as candidates; of
// those that cannot be taken over, `on_unmatched` hears why.
ldap::Outcome<Collection> collect(const Context& context, ldap::Session& session,
                                  const std::vector<ldap::Dn>& missing, std::atomic<long>& progress,
                                  const std::stop_token& stop,
                                  CandidateIndex::OnUnmatched on_unmatched = nullptr);

}  // namespace bridge::sync
