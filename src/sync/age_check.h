#pragma once

#include <stop_token>

#include "sync/candidate_index.h"
#include "sync/settler.h"

namespace bridge::sync {

// Finds out whether the state database is older than the directory, as after a snapshot of the machine was
// put back: an entry was last written by the identity that we sign in with, later than the last that we
// remember, and is not what we remember. Where the server does not say who wrote last (Active Directory), or
// nobody knows as whom we sign in, nothing is found. One thread.
class AgeCheck {
 public:
  AgeCheck(const Context& context, Settler& settler) : context_(context), settler_(settler) {}

  // Begins safe mode when it is older. Fails when the directory is away.
  Status look(const std::stop_token& stop);
  // Remembers how new what we wrote is. The same.
  Status note(const std::stop_token& stop);

 private:
  using OnEntry = std::function<bool(const ldap::Dn& dn, const std::string& uuid, const std::string& stamp)>;
  Status each_of_ours(const OnEntry& on_entry) const;
  Result<bool> contradicts(const ldap::Dn& dn, const std::string& uuid);
  Result<bool> is_unknown(const ldap::Dn& dn, const std::string& uuid) const;

  const Context& context_;
  Settler& settler_;
};

}  // namespace bridge::sync
