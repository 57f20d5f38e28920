#include "app/person_view.h"

#include "app/stored_resource.h"

namespace bridge::app {
namespace {

constexpr std::chrono::seconds kPatience{5};

Result<LiveComparison> compare(const StoredResource& stored, ldap::Pool& directory,
                               const mapping::Mapping& mapping, SteadyTime deadline) {
  TRY_AS(desired, mapping.translate(stored.resource, nullptr, dn_lookup(stored), stored.chosen));
  auto dn = stored.dn.empty() ? Result<ldap::Dn>(desired.dn) : ldap::Dn::parse(stored.dn);
  if (!dn) return std::move(dn).error();
  auto session = directory.lease(deadline);
  if (!session) return unavailable("the directory cannot be reached: " + session.error().message);
  return compare_live(**session, mapping, stored.resource.type, *dn, desired);
}

}  // namespace

Result<PersonView> view_person(store::Store& store, ldap::Pool& directory, const mapping::Mapping& mapping,
                               const Clock& clock, const std::string& name) {
  TRY_AS(json, show_resource(store, name));
  const StoredResource stored = read_stored(json);
  PersonView view;
  view.id = stored.resource.id.value;
  view.type = json["type"].get<std::string>();
  for (const auto& [attribute, value] : stored.resource.body.items())
    view.attributes.emplace_back(attribute,
                                 value.is_string() ? value.get<std::string>() : scim::to_text(value));
  auto live = compare(stored, directory, mapping, clock.steady_now() + kPatience);
  if (live)
    view.live = *std::move(live);
  else
    view.problem = live.error().message;
  TRY_AS(flags, store.read([&](const store::Reader& reader) { return reader.flags(stored.resource.id); }));
  view.flags = std::move(flags);
  return view;
}

}  // namespace bridge::app
