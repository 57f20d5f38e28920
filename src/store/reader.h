#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "scim/filter.h"
#include "scim/listing.h"
#include "store/listing.h"
#include "store/records.h"

namespace bridge::store {

class Connection;

// Questions to the state database. Each sees what was committed before it was asked; several questions on one
// Reader see one and the same state. One thread at a time. Every call can fail with `unavailable` (disk) or
// `internal` (a damaged file); "not there" is never a failure.
class Reader {
 public:
  explicit Reader(Connection& connection) : connection_(connection) {}

  Result<std::optional<scim::Resource>> resource(const ResourceId& id) const;

  // Hands the resources of one page of a list to `on_resource`, in order. Equality on userName, externalId,
  // displayName, id, emails.value, members.value and groups.value, alone or joined by `and`, uses an index;
  // everything else streams. Memory stays bounded by one resource and, where the list is sorted, by one small
  // key for each resource up to the end of the page.
  Result<Listed> list(const Listing& listing, const OnResource& on_resource) const;

  Result<std::optional<Link>> link(const ResourceId& id) const;
  Result<std::optional<ResourceId>> linked_to(const ldap::Dn& dn) const;
  // Who is called like this: has that entry, or these aliases.
  Result<std::vector<ResourceId>> named(const ldap::Dn& dn, const Aliases& aliases) const;
  // Fails with invalid_input when a DN is none.
  Result<std::optional<ResourceId>> holder(const Name& name) const;

  // Whose entry it is, by the server's id of it, or where the link knows none, by its DN.
  Result<std::optional<Numbered>> owner_of(const std::string& entry_uuid, const ldap::Dn& dn) const;
  Result<bool> has_link_below(const ldap::Dn& base) const;  // Looks through all links.
  // The resources behind that number, in order, and the highest number there is.
  Result<std::vector<Numbered>> numbered(scim::ResourceType type, std::int64_t after, int limit) const;
  Result<std::int64_t> last_number() const;
  Result<std::optional<Numbered>> numbered(const ResourceId& id) const;

  // Member rows of a group, in the order of their values; `after` (or empty) starts behind that value.
  Result<std::vector<scim::Member>> members(const ResourceId& group, const std::string& after,
                                            int limit) const;
  // The same as clients read them (see shown.h); fails with not_found when there is no such group.
  Result<std::vector<scim::Json>> shown_members(const ResourceId& group, const std::string& after, int limit,
                                                const View& view) const;
  // The groups a person is in, as clients read them: a list.
  Result<scim::Json> shown_groups(const ResourceId& person, const View& view) const;
  Result<bool> has_member(const ResourceId& group, const std::string& value) const;
  Result<std::optional<scim::Member>> member(const ResourceId& group, const std::string& value) const;

  // Whether the group's entry is to list this person, by whatever way.
  Result<bool> is_listed(const ResourceId& group, const ResourceId& person, const ListingRules& rules) const;

  // Whether the group's entry surely lists somebody other than these: nobody counts whose listing an open
  // intent or a dirty row may be about to change.
  Result<bool> lists_someone_besides(const ResourceId& group, const std::vector<std::string>& except,
                                     const ListingRules& rules) const;

  // Everybody whom the group's entry is to list, each once; stops at the first failure of `on_person`, which
  // must not ask this reader.
  Status each_listed(const ResourceId& group, const ListingRules& rules,
                     const std::function<Status(const Link& person)>& on_person) const;

  Result<bool> has_nested_group(const ResourceId& group) const;  // As a member row of its own.

  // The groups with this member row; and with those, the groups that these are in, however deep. Rings end.
  Result<std::vector<ResourceId>> groups_with_member(const std::string& value) const;
  Result<std::vector<ResourceId>> groups_above(const std::string& value) const;

  // Groups that list nobody, in the order of their making.
  Result<std::vector<ResourceId>> empty_groups(const ListingRules& rules, int limit) const;

  Result<std::vector<ResourceId>> referring_to(
      const std::string& target) const;  // See Transaction::set_references.

  Result<std::vector<Intent>> open_intents() const;  // Oldest first.
  Result<std::vector<Intent>> open_intents(const ResourceId& id) const;
  Result<std::optional<Intent>> open_intent(const ResourceId& id) const;  // The oldest.
  Result<std::vector<Dirty>> dirty(int limit) const;                      // Oldest first.
  Result<std::vector<Dirty>> dirty_of(const ResourceId& entry, int limit = -1) const;
  // Entries with such rows; those that one resource's change left behind.
  Result<std::vector<ResourceId>> dirty_entries(int limit) const;
  Result<std::vector<ResourceId>> dirty_entries_because_of(const ResourceId& cause) const;

  Result<std::vector<Flag>> flags_of_kind(const std::string& kind) const;
  Result<std::vector<Flag>> flags_of_kind(const std::string& kind, const ResourceId& resource) const;
  Result<std::vector<Flag>> flags(const std::optional<ResourceId>& resource = {}) const;
  Result<std::optional<Flag>> flag(const std::string& kind, const ResourceId& resource,
                                   const std::string& subject) const;
  Result<std::vector<std::pair<std::string, long>>> flags_by_kind() const;  // Kind and how many.
  Result<std::vector<AuditRecord>> audit(const ResourceId& resource) const;
  Result<std::vector<AuditRecord>> audit_trail(const AuditQuery& query) const;  // The newest first.
  Result<std::optional<WallTime>> oldest_audit() const;
  Result<std::vector<Credential>> credentials() const;  // By kind and client, the oldest first.
  Result<std::optional<Tombstone>> tombstone(const ResourceId& id) const;
  Result<std::optional<Tombstone>> tombstone_of(const std::string& entry_uuid) const;  // The newest.

  Result<std::vector<ChosenValue>> chosen(const ResourceId& id) const;
  Result<std::optional<ChosenValue>> chosen_in(const std::string& space, const std::string& value) const;
  // What this person had under a resource that is gone.
  Result<std::optional<ChosenValue>> chosen_before(const std::string& space, const std::string& attribute,
                                                   const std::string& person) const;
  Result<std::optional<HighWater>> high_water(const std::string& pool) const;
  Result<ldap::Attributes> saved(const ResourceId& id) const;  // See Transaction::save.
  Result<std::vector<Retired>> retired_until(WallTime now,
                                             int limit) const;  // Due by then, the first due first.
  Result<std::optional<Retired>> retired(const std::string& person) const;  // The last one.
  Result<bool> is_retired(const ResourceId& id) const;

  Result<std::vector<PassRecord>> passes(int limit) const;                       // The newest first.
  Result<std::optional<std::string>> remembered(const std::string& name) const;  // See Transaction.

  // What waits for a person or was rejected by one, oldest first: of one resource, by its number, all of it.
  Result<std::vector<Held>> held(const ResourceId& id) const;
  Result<std::optional<Held>> held(std::int64_t number) const;
  Result<std::vector<Held>> held_of_entry(const ResourceId& id) const;  // But for removals of members.
  Result<std::vector<Held>> held_and_rejected(const ResourceId& id) const;
  Result<std::optional<Held>> held(const ResourceId& id, Held::Kind kind, const std::string& subject) const;
  Result<bool> waits(const ResourceId& id, Held::Kind kind) const;  // Any of that kind, and not rejected.
  Result<std::vector<Held>> all_held(int limit) const;
  Result<std::vector<Held>> held_in(Held::State state, int limit) const;
  // The last removal that is held of a resource by which this person is recognised.
  Result<std::optional<Held>> held_removal_of(const std::string& person) const;

  // Destructive changes of this kind that were let pass and count still, and of how many people, groups or
  // memberships they are a part.
  Result<long> passed(Held::Kind kind, scim::ResourceType type, WallTime now) const;
  Result<long> population(Held::Kind kind, scim::ResourceType type) const;

  struct Counts {
    long users = 0, groups = 0, open_intents = 0, dirty = 0, flags = 0, held = 0;  // Not those rejected.
  };
  Result<Counts> counts() const;
  Result<long> member_count() const;  // Rows of all groups; takes time where there are millions.

 protected:
  Connection& connection_;
};

}  // namespace bridge::store
