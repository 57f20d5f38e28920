#pragma once

#include <map>

#include "sync/context.h"
#include "sync/restorer.h"

namespace bridge::sync {

// What follows in other entries from people who are to get another name: groups list them by another value,
// and references point elsewhere. A repair does it by itself as it goes; a plan has to say it. One thread.
class FollowUps {
 public:
  explicit FollowUps(const Context& context) : context_(context) {}

  // The finding of somebody who would be renamed, or of anybody else.
  void note(const Finding& finding);
  const Restorer::Renamed& renamed() const { return renamed_; }

  // What changes in entries that refer to the one of this finding, with each as its entry will stand by then.
  Result<std::vector<Finding>> in_references(const Finding& finding, SteadyTime deadline);

 private:
  Result<std::optional<Finding>> in_entry(ldap::Session& session, const scim::ResourceId& id,
                                          const Finding& because) const;

  const Context& context_;
  Restorer::Renamed renamed_;
  std::map<ldap::Dn, ldap::Dn> moved_;  // From where to where.
};

}  // namespace bridge::sync
