#include "sync/taken_over.h"

namespace bridge::sync {
namespace {

constexpr char kMark = '!';  // No attribute's name begins so.

bool is_mark(const ldap::AttributeName& name) { return name.text().starts_with(kMark); }

ldap::AttributeName marked(const ldap::AttributeName& mark) { return mark.text().substr(1); }

}  // namespace

ldap::AttributeName left_alone(const ldap::AttributeName& name) { return kMark + name.text(); }

void leave_to_others(mapping::Desired& desired, const std::optional<std::set<ldap::AttributeName>>& ours) {
  if (!ours) return;
  std::erase_if(desired.owned, [&](const auto& name) {
    return !desired.attributes.contains(name) && !ours->contains(name) && !desired.overridden.contains(name);
  });
  for (const auto& mark : *ours) {
    if (!is_mark(mark) || desired.overridden.contains(marked(mark))) continue;
    desired.owned.erase(marked(mark));
    desired.attributes.erase(marked(mark));
    desired.kept.insert(marked(mark));
  }
}

bool take_up(std::optional<std::set<ldap::AttributeName>>& ours, const ldap::Attributes& before,
             const ldap::Attributes& after) {
  if (!ours) return false;
  return std::erase_if(*ours, [&](const auto& mark) {
           return is_mark(mark) &&
                  ldap::values_of(before, marked(mark)) != ldap::values_of(after, marked(mark));
         }) > 0;
}

std::set<ldap::AttributeName> ours_after(const std::optional<std::set<ldap::AttributeName>>& ours,
                                         const mapping::Desired& desired) {
  std::set<ldap::AttributeName> names = ours.value_or(std::set<ldap::AttributeName>());
  for (const auto& [name, values] : desired.attributes)
    if (desired.owned.contains(name) && !desired.overridden.contains(name)) {
      names.insert(name);
      names.erase(left_alone(name));
    }
  return names;
}

}  // namespace bridge::sync
