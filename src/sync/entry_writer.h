#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ldap/session.h"
#include "mapping/mapping.h"
#include "store/records.h"
#include "sync/context.h"
#include "sync/diff.h"
#include "sync/member_values.h"

namespace bridge::sync {

// What became of an entry.
struct Written {
  ldap::Dn dn;
  std::string entry_uuid;
  struct Skipped {
    ldap::AttributeName attribute;
    std::string reason;
  };
  std::vector<Skipped> skipped;  // Values the directory refused and nobody needs; the rest is written.
  struct Unlisted {
    std::string value;
    std::string reason;
  };
  std::vector<Unlisted> unlisted;  // Member values it refused.
  std::string ldif;                // What was done, as change records.
  bool adopted = false;            // The entry was there before and carries our anchor.
  bool lists_others = false;       // And it had members whom we did not put there.
  bool kept = false;               // It could not be removed because it has children.
  bool retired = false;            // It was disabled instead of removed.
};

// Why an entry could not be written, and whether something was changed before that.
struct Stopped {
  ldap::Failure failure;
  bool touched = false;
};

using WriteResult = Result<Written, Stopped>;

// Called with the DN of an entry that was there before, before it is touched; a failure stops the write.
using NoteAdoption = std::function<Status(const ldap::Dn&)>;

// Brings one entry of the directory to what is desired, and copes with what it meets there: values the server
// does not take, edits, renames and deletions by other hands, a write that has been done already. Every call
// may be repeated. Needs the resource's lock; one thread at a time.
class EntryWriter {
 public:
  // `whose` is the resource whose entry it is.
  EntryWriter(ldap::Session& session, const Context& context, scim::ResourceType type, scim::ResourceId whose)
      : session_(session),
        mapping_(*context.mapping),
        required_(*context.required),
        store_(context.store),
        random_(context.random),
        identity_(context.identity),
        type_(type),
        whose_(std::move(whose)) {}

  // Neither attributes nor a new place are a reason to stop: for requests that lock somebody out.
  void never_refuse() { never_refuse_ = true; }

  // What is remembered may be old: only what differs between before and after is written, and an entry that
  // is gone is not made again.
  void only_what_changes() { only_what_changes_ = true; }

  void before_adopting(NoteAdoption note) { note_adoption_ = std::move(note); }

  // Makes the entry. One that carries our anchor to the byte and is nobody else's is taken over, wherever it
  // stands, and nothing in it is cleared; any other that is in the way is an `already_exists`.
  WriteResult create(const mapping::Desired& desired, const MemberValues& members);

  struct Update {
    const store::Link& link;
    Believed before;  // What is there.
    const mapping::Desired& after;
    const MemberValues& add;
    const MemberValues& remove;
    bool look_first;  // Read what is there instead of believing: after a crash or an unknown outcome.
    std::function<Result<MemberValues>()> all_members;  // For an entry that must be made again.
    bool alone = true;  // Nobody else changes other members meanwhile. If somebody may, surprises stop it.
  };
  WriteResult update(const Update& update);
  WriteResult make_again(const Update& update);  // The same for an entry that is not there, link or not.

  // Makes a group's entry list these values and no others, or with `keep_others` at least these. The only
  // call that reads a member list.
  WriteResult list_exactly(const store::Link& link, const MemberValues& wanted, bool keep_others);

  // Removes the entry; one that is gone already is as good. One that has children stays, is brought to
  // `locked` and reported as kept.
  WriteResult remove(const store::Link& link, const mapping::Desired* locked);

  // Removes this very entry, wherever it stands now, and never another one of its name.
  WriteResult purge(const store::Link& link);

  // Gives this very entry another name where it stands, its own with this mark, so that its place is free.
  WriteResult step_aside(const store::Link& link, const std::string& mark);

 private:
  using Step = ldap::Outcome<Done>;

  WriteResult update_what_changes(const Update& update);

  static constexpr int kMostAttempts =
      16;  // Each drops one attribute or learns something; a bound, not a plan.
  static bool names_entry(const ldap::Dn& dn, const ldap::AttributeName& attribute);

  WriteResult add(const mapping::Desired& desired, const MemberValues& members);
  ldap::Entry new_entry(const mapping::Desired& desired, const MemberValues& members) const;
  bool may_stand_elsewhere(const mapping::Desired& desired) const;
  WriteResult adopt(const ldap::Dn& dn, const mapping::Desired& desired, const MemberValues& members,
                    const ldap::Failure& occupied);
  WriteResult remove_at(const ldap::Dn& dn, const mapping::Desired* locked);

  ldap::Outcome<std::optional<ldap::Dn>> locate(const store::Link& link, const ldap::Dn& elsewhere);
  ldap::Outcome<ldap::Attributes> read_owned(const ldap::Dn& dn, const mapping::Desired* before,
                                             const mapping::Desired& after);

  Step rename(const ldap::Dn& from, const ldap::Dn& to);
  Step bring(const ldap::Dn& dn, const Update& update, bool look);
  bool may_stay(const ldap::Failure& failure) const;
  Step modify(const ldap::Dn& dn, const Believed& before, const mapping::Desired& after,
              const ldap::Attributes& believed);
  Step one_by_one(const ldap::Dn& dn, const ldap::Modifications& changes);
  Step change_members(const ldap::Dn& dn, const MemberValues& add, const MemberValues& remove);
  Step change_members(const ldap::Dn& dn, const ldap::Modifications& changes);
  Step change_members_again(const ldap::Dn& dn, const ldap::Modifications& changes,
                            const ldap::Failure& failure);
  Step change_members_singly(const ldap::Dn& dn, const ldap::Modifications& changes);
  Step send(const ldap::Dn& dn, const ldap::Modifications& changes,
            const ldap::Session::ModifyOptions& options = {});

  ldap::Entry shown(ldap::Entry entry) const;
  ldap::Modifications shown(ldap::Modifications changes) const;
  bool is_secret(const ldap::AttributeName& attribute) const;

  bool may_skip(const ldap::Failure& failure, const ldap::AttributeName& attribute, const ldap::Dn& dn) const;
  void skip(const ldap::AttributeName& attribute, const std::string& reason);
  bool skipped(const ldap::AttributeName& attribute) const;
  WriteResult done(const ldap::Dn& dn, const std::string& uuid);
  WriteResult stop(const ldap::Failure& failure) const { return Stopped{failure, touched_}; }

  ldap::Session& session_;
  const mapping::Mapping& mapping_;
  RequiredAttributes& required_;
  store::Store& store_;
  Random& random_;
  const ldap::Dn& identity_;
  scim::ResourceType type_;
  scim::ResourceId whose_;
  bool never_refuse_ = false;
  bool only_what_changes_ = false;
  bool keeps_missing_ = false;
  bool touched_ = false;
  bool alone_ = true;
  bool merges_ = false;
  NoteAdoption note_adoption_;
  Written written_;
};

}  // namespace bridge::sync
