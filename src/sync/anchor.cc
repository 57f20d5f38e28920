#include "sync/anchor.h"

#include <algorithm>

namespace bridge::sync {
namespace {

bool holds(const ldap::Entry& entry, const ldap::AttributeName& attribute, const std::string& value) {
  const auto found = entry.attributes.find(attribute);
  return found != entry.attributes.end() &&
         std::find(found->second.begin(), found->second.end(), value) != found->second.end();
}

ldap::Failure ambiguous(const ldap::AttributeName& anchor, const std::string& value) {
  ldap::Failure failure;
  failure.kind = ldap::Failure::Kind::not_unique;
  failure.attribute = anchor;
  failure.message = "several entries have the " + anchor.text() + " '" + value + "'";
  return failure;
}

}  // namespace

std::optional<std::string> anchor_value(const mapping::Mapping& mapping, const scim::Resource& resource) {
  const auto nobody = [](const std::string&) { return std::optional<ldap::Dn>(); };
  const auto desired = mapping.translate(resource, nullptr, nobody);
  if (!desired) return std::nullopt;
  return anchor_in(mapping, resource.type, *desired);
}

std::optional<std::string> anchor_in(const mapping::Mapping& mapping, scim::ResourceType type,
                                     const mapping::Desired& entry) {
  const auto found = entry.attributes.find(mapping.anchor(type));
  return found == entry.attributes.end() ? std::nullopt : std::optional(found->second.front());
}

ldap::Outcome<std::optional<ldap::Entry>> find_by_anchor(ldap::Session& session,
                                                         const mapping::Mapping& mapping,
                                                         scim::ResourceType type, const std::string& value,
                                                         std::vector<std::string> attributes) {
  const auto& anchor = mapping.anchor(type);
  attributes.push_back(anchor.text());
  attributes.push_back(session.uuid_attribute());
  std::vector<ldap::Entry> found;
  for (const ldap::Dn& base : mapping.bases(type)) {
    ldap::SearchRequest request{base, ldap::Scope::subtree, ldap::Filter::equals(anchor, value), attributes};
    auto searched = session.search(request, [&](ldap::Entry&& entry) {
      const bool seen =
          std::any_of(found.begin(), found.end(), [&](const auto& one) { return one.dn == entry.dn; });
      if (!seen && holds(entry, anchor, value)) found.push_back(std::move(entry));
      return found.size() < 2;
    });
    if (!searched && searched.error().kind != ldap::Failure::Kind::no_such_object) return searched.error();
  }
  if (found.size() > 1) return ambiguous(anchor, value);
  if (found.empty()) return std::optional<ldap::Entry>();
  return std::optional(std::move(found.front()));
}

}  // namespace bridge::sync
