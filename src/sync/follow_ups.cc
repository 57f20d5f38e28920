#include "sync/follow_ups.h"

#include "ldap/ldif.h"

namespace bridge::sync {
namespace {

using Kind = ldap::Modification::Kind;

bool is_renamed(const Finding& finding) { return !finding.from.empty() && finding.from != finding.dn; }

bool names(const std::string& value, const ldap::Dn& dn) {
  const auto parsed = ldap::Dn::parse(value);
  return parsed && *parsed == dn;
}

}  // namespace

void FollowUps::note(const Finding& finding) {
  for (const auto& [name, values] : finding.listed_before) {
    const auto after = finding.listed_after.find(name);
    if (after != finding.listed_after.end() && !values.empty() && !after->second.empty())
      renamed_[name][values.front()] = after->second.front();
  }
  if (is_renamed(finding)) moved_[finding.from] = finding.dn;
}

Result<std::vector<Finding>> FollowUps::in_references(const Finding& finding, SteadyTime deadline) {
  std::vector<Finding> follow;
  if (!is_renamed(finding)) return follow;
  TRY_AS(referrers, context_.store.read(
                        [&](const store::Reader& reader) { return reader.referring_to(finding.id.value); }));
  if (referrers.empty()) return follow;
  auto session = context_.directory.lease(deadline);
  if (!session) return std::move(session).error().to_error();
  for (const auto& id : referrers) {
    if (id == finding.id) continue;
    TRY_AS(one, in_entry(**session, id, finding));
    if (one) follow.push_back(*std::move(one));
  }
  return follow;
}

Result<std::optional<Finding>> FollowUps::in_entry(ldap::Session& session, const scim::ResourceId& id,
                                                   const Finding& because) const {
  TRY_AS(link, context_.store.read([&](const store::Reader& reader) { return reader.link(id); }));
  TRY_AS(resource, context_.store.read([&](const store::Reader& reader) { return reader.resource(id); }));
  if (!link || !resource) return std::optional<Finding>();
  std::vector<std::string> attributes;
  for (const auto& name : context_.mapping->attributes(resource->type)) attributes.push_back(name.text());
  auto entry = session.read(link->dn, attributes);
  if (!entry) return std::move(entry).error().to_error();
  if (!*entry) return std::optional<Finding>();
  ldap::Modifications changes;
  for (const auto& [name, values] : (*entry)->attributes)
    for (const auto& value : values) {
      if (!names(value, because.from)) continue;
      changes.push_back({Kind::remove, name, {value}});
      changes.push_back({Kind::add, name, {because.dn.text()}});
    }
  if (changes.empty()) return std::optional<Finding>();
  const auto moved = moved_.find(link->dn);
  Finding finding;
  finding.situation = Situation::drifted;
  finding.type = resource->type;
  finding.id = id;
  finding.dn = moved == moved_.end() ? link->dn : moved->second;
  finding.why = "refers to '" + because.from.text() + "', which gets another name";
  finding.ldif = ldap::to_ldif(finding.dn, changes);
  return std::optional(std::move(finding));
}

}  // namespace bridge::sync
