#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "ldap/change_marks.h"
#include "ldap/pool.h"
#include "mapping/mapping.h"
#include "store/store.h"
#include "sync/guard.h"
#include "sync/locks.h"
#include "sync/required.h"

namespace bridge::sync {

// What the engine works with. Everything outlives it and may be used from any thread.
struct Context {
  store::Store& store;
  ldap::Pool& directory;
  std::shared_ptr<const mapping::Mapping> mapping;
  const Clock& clock;
  Random& random;
  ResourceLocks& locks;
  std::shared_ptr<RequiredAttributes> required = std::make_shared<RequiredAttributes>();
  GuardLimits guard{};
  std::chrono::milliseconds audit_keep = std::chrono::days(365);  // What is older of the audit trail goes.
  ldap::Dn identity{};  // As whom we sign in, where that is known: never an entry of ours.
  std::shared_ptr<ldap::ChangeMarks> marks = std::make_shared<ldap::ChangeMarks>();
};

// On whose behalf something is done, and until when it may take.
struct Requester {
  std::string client;
  std::string request_id;
  SteadyTime deadline;
};

// Looks up DNs of linked resources; what was found is remembered, so that the outcome can be checked against
// it.
class DnLookup {
 public:
  explicit DnLookup(const store::Reader& reader) : reader_(reader) {}

  std::optional<ldap::Dn> operator()(const std::string& id);
  std::optional<store::Link> link(const std::string& id);

  struct Used {
    scim::ResourceId id;
    ldap::Dn dn;
    store::Aliases aliases;
  };
  const std::vector<Used>& used() const { return used_; }
  const Status& status() const { return status_; }  // The first failure of the database, if there was one.

 private:
  const store::Reader& reader_;
  std::vector<Used> used_;
  Status status_ = Done{};
};

}  // namespace bridge::sync
