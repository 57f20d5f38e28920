#pragma once

#include <functional>
#include <string>
#include <vector>

#include "ldap/session.h"
#include "mapping/mapping.h"
#include "store/records.h"
#include "sync/context.h"

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
  std::string ldif;              // What was done, as change records.
  bool adopted = false;          // The entry was there before and carries our anchor.
  bool kept = false;             // It could not be removed because it has children.
};

// Why an entry could not be written, and whether something was changed before that.
struct Stopped {
  ldap::Failure failure;
  bool touched = false;
};

using WriteResult = Result<Written, Stopped>;

// Brings one entry of the directory to what is desired, and copes with what it meets there: values the server
// does not take, edits, renames and deletions by other hands, a write that has been done already. Every call
// may be repeated. Needs the resource's lock; one thread at a time.
class EntryWriter {
 public:
  EntryWriter(ldap::Session& session, const Context& context, scim::ResourceType type)
      : session_(session), mapping_(*context.mapping), required_(*context.required), type_(type) {}

  // Attributes are never a reason to stop: for requests that lock somebody out.
  void never_refuse() { never_refuse_ = true; }

  // Makes the entry. One that is there and carries our anchor to the byte is taken over, and nothing in it is
  // cleared; any other is an `already_exists`.
  WriteResult create(const mapping::Desired& desired, const std::vector<ldap::Dn>& members);

  struct Update {
    const store::Link& link;
    const mapping::Desired* before;  // What we believe is there.
    const mapping::Desired& after;
    const std::vector<ldap::Dn>& add;     // Member values.
    const std::vector<ldap::Dn>& remove;  // The same.
    bool look_first;  // Read what is there instead of believing: after a crash or an unknown outcome.
    std::function<Result<std::vector<ldap::Dn>>()> all_members;  // For an entry that must be made again.
  };
  WriteResult update(const Update& update);

  // Removes the entry; one that is gone already is as good. One that has children stays, is brought to
  // `locked` and reported as kept.
  WriteResult remove(const store::Link& link, const mapping::Desired* locked);

 private:
  using Step = ldap::Outcome<Done>;

  static constexpr int kMostAttempts =
      16;  // Each drops one attribute or learns something; a bound, not a plan.
  static ldap::Values texts(const std::vector<ldap::Dn>& dns);

  WriteResult adopt(const mapping::Desired& desired, const std::vector<ldap::Dn>& members,
                    const ldap::Failure& occupied);
  WriteResult make_again(const Update& update);
  WriteResult remove_at(const ldap::Dn& dn, const mapping::Desired* locked);

  ldap::Outcome<std::optional<ldap::Dn>> locate(const store::Link& link, const ldap::Dn& elsewhere);
  ldap::Outcome<ldap::Dn> naming_context(const ldap::Dn& below);
  ldap::Outcome<ldap::Attributes> read_owned(const ldap::Dn& dn, const mapping::Desired* before,
                                             const mapping::Desired& after);

  Step rename(const ldap::Dn& from, const ldap::Dn& to);
  Step modify(const ldap::Dn& dn, const mapping::Desired* before, const mapping::Desired& after,
              const ldap::Attributes& actual);
  Step one_by_one(const ldap::Dn& dn, const ldap::Modifications& changes);
  Step change_members(const ldap::Dn& dn, const std::vector<ldap::Dn>& add,
                      const std::vector<ldap::Dn>& remove);
  Step change_members_singly(const ldap::Dn& dn, const ldap::Modifications& changes);
  Step send(const ldap::Dn& dn, const ldap::Modifications& changes);

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
  scim::ResourceType type_;
  bool never_refuse_ = false;
  bool touched_ = false;
  Written written_;
};

}  // namespace bridge::sync
