#pragma once

#include "sync/context.h"
#include "sync/entry_writer.h"

namespace bridge::sync {

// What some dirty rows of one entry mean now: what the entry is, and what it should be.
struct Repair {
  scim::ResourceId id;
  std::vector<store::Dirty> rows;
  std::optional<scim::Resource> entry;  // Nothing when it is gone, and the rows with it.
  std::optional<store::Link> link;
  bool may_lack_entry = false;  // A group that waits for members.
  mapping::Desired before, after;
  MemberValues add, remove;                // The placeholder included.
  bool filled = true;                      // The group lists somebody afterwards.
  bool alone = false;                      // It is right only while nobody else changes the group.
  bool compare = false;                    // The whole member list is to be compared.
  std::vector<scim::ResourceId> gone;      // Subjects that are no resources any more…
  std::vector<scim::ResourceId> here;      // … those who are people with an entry …
  std::vector<scim::Resource> nested;      // … and those who are groups.
  std::vector<DnLookup::Used> used;        // The names of those written.
  std::vector<DnLookup::Used> taken_away;  // The names of those removed.

  bool nothing_to_write() const { return !entry || (!link && !may_lack_entry); }
};

// Reads what the state says of the rows that are (still) there. Under the lock of the entry, or of these
// subjects in it.
Result<Repair> think_of(const store::Reader& reader, const mapping::Mapping& mapping,
                        const scim::ResourceId& entry, int most_rows, const Scope& scope);

// What was written becomes what is known, and the rows are struck out; those whose subject changed meanwhile
// are kept.
Status remember(store::Transaction& transaction, const mapping::Mapping& mapping, const Repair& repair,
                const Written& written, WallTime now);

}  // namespace bridge::sync
