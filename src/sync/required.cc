#include "sync/required.h"

#include <optional>

#include "ldap/schema.h"

namespace bridge::sync {

RequiredAttributes::Names RequiredAttributes::of(ldap::Session& session, const mapping::Mapping& mapping,
                                                 scim::ResourceType type) {
  const auto before = known_.with([&](const auto& known) {
    const auto found = known.find(type);
    return found == known.end() ? std::nullopt : std::optional(found->second);
  });
  if (before) return *before;
  const auto schema = ldap::read_schema(session, mapping.base(type));
  if (!schema || !*schema) return {};
  Names names;
  for (const auto& attribute : (*schema)->must(mapping.object_classes(type))) {
    names.insert(attribute);
    if (const auto* definition = (*schema)->attribute(attribute))
      names.insert(definition->names.begin(), definition->names.end());
  }
  known_.with([&](auto& known) { known[type] = names; });
  return names;
}

void RequiredAttributes::forget() {
  known_.with([](auto& known) { known.clear(); });
}

}  // namespace bridge::sync
