#pragma once

#include "sync/candidate_index.h"

namespace bridge::sync {

// Makes resources of entries that were there before: links the entry, remembers what it tells, and leaves the
// directory as it is. What no client ever sent neither clears nor overwrites from then on: rules that would
// write something else than what stands there wait for a client to push another value. Any thread that holds
// no resource lock.
class Adoption {
 public:
  explicit Adoption(const Context& context) : context_(context) {}

  struct End {
    bool taken = false;      // It is a resource now.
    bool gone = false;       // There is no such candidate (any more).
    bool ambiguous = false;  // Others go by the same name.
    std::string why_not{};   // For people.
  };
  // Looks at the entry again, under the resource's lock. What is a resource already counts as taken; with
  // `only_look`, what would be one. Fails with `unavailable` while the directory is away, and as the state
  // database does.
  Result<End> take(const scim::ResourceId& id, SteadyTime deadline, bool only_look = false);

  // Those of them that are candidates; what cannot be taken over stays unknown.
  Status take_all(const std::vector<std::string>& ids, SteadyTime deadline);

  // Whether there is such a resource now: there was, or there was a candidate and it is taken over.
  Result<bool> take_if_candidate(scim::ResourceType type, const scim::ResourceId& id, SteadyTime deadline);

  // The id under which the entry goes that this resource would take over by its anchor: exactly one
  // candidate, or a resource that no client has written yet, which is made a candidate again.
  Result<std::optional<scim::ResourceId>> candidate_for(const scim::Resource& resource, SteadyTime deadline);

  // Whom a group's entry lists: people we know, and whether it lists anybody else.
  struct Listing {
    std::vector<scim::ResourceId> people{};
    bool others = false;
  };
  Result<Listing> listed(const store::Reader& reader, const ldap::Entry& group) const;

  // Whether the candidate's entry was made by the identity that we sign in with.
  Result<bool> was_made_by_us(const scim::ResourceId& id, SteadyTime deadline) const;

  // A client has written it.
  Status claim(const scim::ResourceId& id);
  Status forget(const scim::ResourceId& id) const;  // It is no candidate any more.

 private:
  struct Taking;
  Result<std::optional<ldap::Entry>> read_entry(const store::Candidate& candidate, std::string& uuid,
                                                SteadyTime deadline) const;
  Status think(const store::Reader& reader, Taking& taking) const;
  Status find_namesakes(const store::Reader& reader, Taking& taking) const;
  Result<std::optional<scim::ResourceId>> member(const store::Reader& reader,
                                                 const mapping::MemberAttribute& rule,
                                                 const std::string& value) const;
  Status remember(store::Transaction& transaction, const Taking& taking) const;
  Result<bool> give_back(const scim::ResourceId& id, SteadyTime deadline) const;

  const Context& context_;
};

}  // namespace bridge::sync
