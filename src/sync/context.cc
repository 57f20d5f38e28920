#include "sync/context.h"

namespace bridge::sync {

std::optional<ldap::Dn> DnLookup::operator()(const std::string& id) {
  auto found = link(id);
  return found ? std::optional(std::move(found->dn)) : std::nullopt;
}

std::optional<store::Link> DnLookup::link(const std::string& id) {
  auto link = reader_.link(scim::ResourceId{id});
  if (!link) {
    status_ = std::move(link).error();
    return std::nullopt;
  }
  if (!*link) return std::nullopt;
  used_.push_back({scim::ResourceId{id}, (*link)->dn, (*link)->aliases});
  return **link;
}

}  // namespace bridge::sync
