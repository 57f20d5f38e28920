#pragma once

#include "store/transaction.h"

namespace bridge::store {

// An entry of the directory that no resource explains, and what of a resource it tells. Clients find it by
// name; whoever writes about it takes it over under this id. Nothing of it is ours until then.
struct Candidate {
  ResourceId id;  // Stable for as long as the entry is there.
  scim::ResourceType type = scim::ResourceType::user;
  ldap::Dn dn;
  std::string entry_uuid{};             // Empty when the server gives none.
  std::optional<std::string> anchor{};  // What the entry says there.
  scim::Json body;
  std::string fingerprint{};  // Of what it was made from.
  WallTime since{};
};

// Questions about candidates, on the connection of a Reader, and as those.
class CandidateReader : public Reader {
 public:
  explicit CandidateReader(const Reader& reader) : Reader(reader) {}

  enum class By { anchor, user_name, external_id, display_name };

  Result<std::optional<Candidate>> candidate(const ResourceId& id) const;
  // Compared as resources are by that name. More than one cannot be told apart.
  Result<std::vector<Candidate>> candidates_by(By by, scim::ResourceType type, const std::string& value,
                                               int limit) const;
  Result<std::optional<ResourceId>> candidate_at(const ldap::Dn& dn) const;
  // The one that was noted of this entry.
  Result<std::optional<Candidate>> candidate_of(const std::string& entry_uuid, const ldap::Dn& dn) const;
  // In the order of their noting, behind this number; with the number of each.
  struct Row {
    std::int64_t number = 0;
    ResourceId id;
  };
  Result<std::vector<Row>> candidate_rows(scim::ResourceType type, std::int64_t after, int limit) const;
  Result<long> candidate_count(scim::ResourceType type) const;

  // Whether the resource was made of an entry, and no client has written it since.
  Result<bool> is_unclaimed(const ResourceId& id) const;
};

// The same for changes, inside one transaction.
class CandidateChanges : public Transaction {
 public:
  explicit CandidateChanges(const Transaction& transaction) : Transaction(transaction) {}

  // Makes or replaces what is noted of this entry; returns the id under which it goes: the one it had, else
  // the one it asks for, else (empty, or somebody's already) `fresh`. `sweep` says in which search it was
  // seen.
  Result<ResourceId> note(const Candidate& candidate, const ResourceId& fresh, std::int64_t sweep);
  Status saw(const ResourceId& id, std::int64_t sweep);
  Status drop_candidate(const ResourceId& id);
  Status drop_unseen(std::int64_t sweep);  // Not seen in this search or a later one.

  Status set_unclaimed(const ResourceId& id, bool unclaimed);
  // Forgets a resource that no client has written, as if it had never been made: its id may be used again.
  Status unmake(const ResourceId& id);
};

}  // namespace bridge::store
