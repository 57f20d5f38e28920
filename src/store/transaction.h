#pragma once

#include <set>

#include "store/names.h"
#include "store/reader.h"

namespace bridge::store {

// Questions and changes inside one write transaction: sees its own changes; all of them are kept or none.
// Lives only inside Store::write. Every call can fail as Reader's can.
class Transaction : public Reader {
 public:
  using Reader::Reader;

  // Gives the name to the resource, or says who else holds it. Giving it what it holds already is fine. Fails
  // with invalid_input when a DN is none.
  Result<std::optional<ResourceId>> reserve(const ResourceId& id, const Name& name);
  // The same for all of them, up to the first that somebody else holds.
  Result<std::optional<TakenName>> reserve_all(const ResourceId& id, const std::vector<Name>& names);
  // Gives it those of these names that nobody else holds, and takes every other.
  Status set_names(const ResourceId& id, const std::vector<Name>& names);
  // Takes from the resource every name that is not among these.
  Status keep_names(const ResourceId& id, const std::vector<Name>& names);

  // Makes or replaces the resource with its indexed columns; member rows are separate. Fails with conflict
  // when the id is that of a deleted one: ids are never used twice.
  Status put(const scim::Resource& resource);
  // Removes the resource, its member rows (as a group), references, link, flags and names; its link stays as
  // tombstone. Rows in which it is a member of other groups stay until they are removed there. Erasing what
  // is not there takes away what is left of it.
  Status erase(const ResourceId& id, WallTime now);

  // Raises the resource's version for a change that is not in its body; returns it as it is then. Fails with
  // not_found when there is none.
  Result<scim::Resource> touch(const ResourceId& id, WallTime now);

  // Adding what is there replaces it, removing what is not there is fine; both end what is held of that
  // member. Fails with not_found when there is no such resource, as set_references does.
  Status apply_members(const ResourceId& group, const std::vector<MemberChange>& changes);

  // What the resource's reference attributes (manager …) point at: resource ids as pushed, known or not.
  Status set_references(const ResourceId& source, const std::vector<std::string>& targets);

  // Sets DN and entryUUID; the generation rises by itself when the DN is another. Fails with conflict when
  // another resource is linked to that DN.
  Status set_link(const ResourceId& id, const ldap::Dn& dn, const std::string& entry_uuid);
  Status set_aliases(const ResourceId& id, const Aliases& aliases);  // Of one that is linked.
  Status set_merges(const ResourceId& id, bool merges);              // The same.
  Status set_taken_over(const ResourceId& id, const std::set<ldap::AttributeName>& ours);  // The same.
  Status unlink(const ResourceId& id);  // It has no entry any more, or not now.

  Result<std::int64_t> open_intent(const Intent& intent);                  // Returns its sequence.
  Status turn_back(std::int64_t sequence);                                 // Direction::back, for good.
  Status note_entry_before(std::int64_t sequence, const std::string& dn);  // See Intent::dn_before.
  Status close_intent(std::int64_t sequence);
  using Reader::open_intent;

  // Marking again gives a new sequence: who works on the old mark cannot clear it by mistake. `cause` is the
  // resource whose change this is part of; empty: the subject.
  Status mark_dirty(const ResourceId& entry, const ResourceId& subject, const std::string& stale_dn,
                    const Aliases& stale_aliases = {}, const ResourceId& cause = {});
  // The same for everybody whom `inner` lists, under the names they have now.
  Status mark_people_dirty(const ResourceId& entry, const ResourceId& inner, const ResourceId& cause);
  Status clear_dirty(std::int64_t sequence);

  // An equal one keeps its `since`, and its client unless another is named; returns quietly.
  Status raise_flag(const Flag& flag);
  // Clears one subject's flag, or with an empty subject all of that kind.
  Status clear_flag(const std::string& kind, const ResourceId& resource, const std::string& subject);

  // Gives the value to the resource, or says who has it or had it. Fails with conflict when the resource has
  // another one of that attribute.
  Result<std::optional<ResourceId>> choose(const ChosenValue& value);
  // Frees what was chosen for a resource that never came to be and whose person would not be recognised.
  Status give_back_chosen(const ResourceId& id);
  // By what the owner of what was chosen is recognised from now on.
  Status set_person(const ResourceId& id, const std::string& person);
  Status set_high_water(const std::string& pool, const HighWater& mark);

  // Remembers what stood in an entry where disabling wrote over it, instead of what was remembered; nothing
  // forgets it. Fails with not_found when there is no such resource.
  Status save(const ResourceId& id, const ldap::Attributes& values);

  Status retire(const Retired& retired);
  Status forget_retired(const ResourceId& id);

  // Makes it wait (or be rejected, as its state says), instead of an equal one that was there; `number` is
  // given. Of a remove_member the member row is hidden from clients, and made when there is none.
  Status hold(const Held& held);
  Status set_state(std::int64_t number, Held::State state, const std::string& why);
  Status drop_held(std::int64_t number);
  // Removes the resource as `erase` does, but for its link and these names: its entry stays, and groups'
  // entries go on listing it. Clients see it neither as a resource nor as a member.
  Status erase_but_entry(const ResourceId& id, const std::vector<Name>& names, WallTime now);
  // Counts that so many (or, negative, so many fewer) changes of this kind pass, until then.
  Status count_passed(Held::Kind kind, scim::ResourceType type, long number, WallTime until);
  Status forget_passed(WallTime now);             // What counts no more.
  Result<std::int64_t> begin_pass(WallTime now);  // Returns its number; only the newest are kept.
  Status end_pass(std::int64_t number, WallTime now, const std::string& outcome);

  // Small things that must survive a restart, each under a name of its own.
  Status remember(const std::string& name, const std::string& value);

  Status append_audit(const AuditRecord& record);
  Status drop_audit(WallTime before, int at_most);  // The oldest rows, as far as they are older than that.

  Status add_credential(const Credential& credential);
  // All that this client has of that kind, or the one with this id. Fails with not_found when it has none.
  // Whoever was revoked before stays so since then. A client's access tokens end with its secrets.
  Status revoke_credentials(Credential::Kind kind, const std::string& client, std::optional<std::int64_t> id,
                            WallTime now);
  // Forgets this client's access tokens that are over, and of the others all but the newest.
  Status trim_access_tokens(const std::string& client, WallTime now, int most);

 private:
  Result<std::vector<NameKey>> names_held(const ResourceId& id) const;
  Result<bool> give(const ResourceId& id, const NameKey& key);
  Status take_away(const NameKey& key);
};

}  // namespace bridge::store
