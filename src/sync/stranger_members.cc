#include "sync/stranger_members.h"

#include <algorithm>

namespace bridge::sync {
namespace {

using Kind = ldap::Modification::Kind;

Result<std::vector<scim::ResourceId>> bearers(const store::Reader& reader,
                                              const mapping::MemberAttribute& rule,
                                              const std::string& value) {
  if (!rule.as.empty()) return reader.named(ldap::Dn(), {{rule.as, value}});
  const auto dn = ldap::Dn::parse(value);
  if (!dn) return std::vector<scim::ResourceId>();
  return reader.named(*dn, {});
}

}  // namespace

Result<std::set<scim::ResourceId>> strangers_in(const store::Reader& reader,
                                                const mapping::MemberRules& rules,
                                                const scim::ResourceId& group,
                                                const ldap::Modifications& changes) {
  std::set<scim::ResourceId> strangers;
  for (const auto& change : changes) {
    const auto rule = std::find_if(rules.write.begin(), rules.write.end(),
                                   [&](const auto& one) { return one.name == change.attribute; });
    if (change.kind != Kind::remove || rule == rules.write.end()) continue;
    for (const auto& value : change.values) {
      TRY_AS(ids, bearers(reader, *rule, value));
      for (const auto& id : ids) {
        TRY_AS(member, reader.has_member(group, id.value));
        if (!member) strangers.insert(id);
      }
    }
  }
  return strangers;
}

}  // namespace bridge::sync
