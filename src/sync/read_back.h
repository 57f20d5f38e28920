#pragma once

#include <stop_token>

#include "sync/adoption.h"
#include "sync/collector.h"
#include "sync/settler.h"

namespace bridge::sync {

// `reconcile --trust directory`: brings the state to what the directory says, where that is newer. People and
// groups whose entries are gone are forgotten, as if a client had deleted them; entries that we made and do
// not remember become resources again; what differs in an entry is read back through the mapping,
// memberships, too. What no rule writes stays as it was pushed. The directory is left as it is. One thread.
class ReadBack {
 public:
  ReadBack(const Context& context, Settler& settler, std::stop_token stop)
      : context_(context), settler_(settler), adoption_(context), stop_(std::move(stop)) {}

  // Fails when the directory is away, or when so much is missing that it is rather not shown than gone; what
  // was read back until then stays so.
  Status run();

 private:
  Status check_missing(const Collection& found) const;
  Status go_through(scim::ResourceType type, const Collection& found);
  Status read(const scim::ResourceId& id, bool seen);
  Result<std::optional<ldap::Entry>> find(const store::Link& link, scim::ResourceType type);
  Status merge(const scim::Resource& resource, const store::Link& link, const ldap::Entry& entry);
  Status take_ours(scim::ResourceType type);

  const Context& context_;
  Settler& settler_;
  Adoption adoption_;
  std::stop_token stop_;
};

// What the body of a resource becomes when what it made (`then`) was changed to `now`, both as the mapping
// reads them back: attribute by attribute, value by value. Pure.
scim::Json changed_as(scim::Json body, const scim::Json& then, const scim::Json& now);

}  // namespace bridge::sync
