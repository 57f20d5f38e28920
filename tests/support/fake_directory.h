#pragma once

#include <map>
#include <memory>
#include <mutex>

#include "base/clock.h"
#include "ldap/session.h"

namespace bridge::testing {

// A directory in memory, for tests that need none of slapd's opinions: it has no schema (values are equal
// byte by byte, or as DNs where both are DNs), but keeps the tree, RDNs, entryUUIDs and result codes as a
// server does. Any thread; sessions must not outlive it.
class FakeDirectory {
 public:
  // With the suffix entry in it, and ou=people and ou=groups below it.
  explicit FakeDirectory(const std::string& suffix = "dc=example,dc=org",
                         const Clock& clock = system_clock());

  std::unique_ptr<ldap::Session> open();

  // What tests look at and prepare without a session.
  std::map<ldap::Dn, ldap::Entry> entries() const;  // entryUUID included.
  void put(const ldap::Entry& entry);  // Replaces what was there; a new entryUUID unless it has one.
  void erase(const ldap::Dn& dn);

 private:
  friend class FakeSession;
  mutable std::mutex mutex_;
  std::map<ldap::Dn, ldap::Entry> entries_;
  int next_uuid_ = 1;
  std::string suffix_;  // What the root DSE tells.
  const Clock& clock_;
};

}  // namespace bridge::testing
