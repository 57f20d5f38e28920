#pragma once

#include <map>

#include "ldap/session.h"

namespace bridge::sync {

// A session that changes nothing: reads ask the real server, writes are answered as that server would answer
// them as far as its tree tells (the entry exists, its parent does not, it has children), and later reads
// find an entry under the name it would have then. What is written goes no further. So whoever writes through
// it shows what they would do. One thread at a time; `real` must outlive it.
class RehearsalSession final : public ldap::Session {
 public:
  explicit RehearsalSession(ldap::Session& real) : real_(real) {}

  void set_deadline(SteadyTime deadline) override { real_.set_deadline(deadline); }
  const std::string& uuid_attribute() const override { return real_.uuid_attribute(); }
  bool alive() const override { return real_.alive(); }

  ldap::Outcome<Done> search(const ldap::SearchRequest& request, const ldap::OnEntry& on_entry) override;
  ldap::Outcome<std::string> add(const ldap::Entry& entry) override;
  ldap::Outcome<Done> modify(const ldap::Dn& dn, std::span<const ldap::Modification> changes,
                             const ModifyOptions& options) override;
  ldap::Outcome<Done> rename(const ldap::Dn& dn, const ldap::Rdn& rdn,
                             const std::optional<ldap::Dn>& new_parent) override;
  ldap::Outcome<Done> remove(const ldap::Dn& dn) override;

  void assume(const ldap::Dn& dn) { added_[dn] = ldap::Entry{dn, {}}; }  // As if it were there.

  // What would have been done, in order.
  struct Act {
    enum class Kind { add, modify, rename, remove };
    Kind kind = Kind::modify;
    ldap::Modifications changes{};
    ldap::Dn from{};  // The name an entry had that gets another one.
  };
  const std::vector<Act>& acts() const { return acts_; }

 private:
  ldap::Outcome<bool> exists(const ldap::Dn& dn);

  ldap::Session& real_;
  std::vector<Act> acts_;
  std::map<ldap::Dn, ldap::Dn> renamed_;  // By the name it would have: the name it has.
  std::map<ldap::Dn, ldap::Entry> added_;
};

}  // namespace bridge::sync
