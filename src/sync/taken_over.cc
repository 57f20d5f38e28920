#include "sync/taken_over.h"

namespace bridge::sync {

void leave_to_others(mapping::Desired& desired, const std::optional<std::set<ldap::AttributeName>>& ours) {
  if (!ours) return;
  std::erase_if(desired.owned, [&](const auto& name) {
    return !desired.attributes.contains(name) && !ours->contains(name) && !desired.overridden.contains(name);
  });
}

std::set<ldap::AttributeName> ours_after(const std::optional<std::set<ldap::AttributeName>>& ours,
                                         const mapping::Desired& desired) {
  std::set<ldap::AttributeName> names = ours.value_or(std::set<ldap::AttributeName>());
  for (const auto& [name, values] : desired.attributes)
    if (desired.owned.contains(name) && !desired.overridden.contains(name)) names.insert(name);
  return names;
}

}  // namespace bridge::sync
