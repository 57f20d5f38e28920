#pragma once

#include <map>
#include <set>

#include "base/guarded.h"
#include "ldap/session.h"
#include "mapping/mapping.h"

namespace bridge::sync {

// The attributes that the server's schema makes entries of the mapping's classes have: a value of one of them
// that the directory refuses cannot be left out. Asked of the server when first needed, then kept until
// forgotten. Any thread.
class RequiredAttributes {
 public:
  using Names = std::set<ldap::AttributeName>;  // Every name an attribute goes by.

  // Empty while the server does not tell.
  Names of(ldap::Session& session, const mapping::Mapping& mapping, scim::ResourceType type);

  // For when the server may have another schema than before.
  void forget();

 private:
  Guarded<std::map<scim::ResourceType, Names>> known_;
};

}  // namespace bridge::sync
