#include "sync/member_values.h"

#include <algorithm>
#include <set>

namespace bridge::sync {
namespace {

// Few enough for a request of some ten kilobytes and the limits servers set (Active Directory: 5000), many
// enough that requests do not count.
constexpr std::size_t kValuesPerRequest = 500;

std::size_t most_values(const MemberValues& values) {
  std::size_t most = 0;
  for (const auto& [name, list] : values) most = std::max(most, list.size());
  return most;
}

std::size_t requests_for(const MemberValues& values) {
  return (most_values(values) + kValuesPerRequest - 1) / kValuesPerRequest;
}

ldap::Values slice(const ldap::Values& values, std::size_t step) {
  const auto from = std::min(values.size(), step * kValuesPerRequest);
  const auto to = std::min(values.size(), from + kValuesPerRequest);
  return {values.begin() + static_cast<std::ptrdiff_t>(from),
          values.begin() + static_cast<std::ptrdiff_t>(to)};
}

void append(ldap::Modifications& changes, ldap::Modification::Kind kind, const MemberValues& values,
            std::size_t step) {
  for (const auto& [name, list] : values)
    if (auto some = slice(list, step); !some.empty()) changes.push_back({kind, name, std::move(some)});
}

// The form in which two values are compared.
std::string comparable(const std::string& value) {
  if (value.find('=') == std::string::npos) return value;
  const auto dn = ldap::Dn::parse(value);
  return dn ? dn->normal() : value;
}

bool given_once(const mapping::Mapping& mapping, const ldap::AttributeName& attribute) {
  const auto policy = mapping.policy(scim::ResourceType::user, attribute);
  return policy == mapping::Policy::initial || policy == mapping::Policy::if_empty;
}

}  // namespace

store::ListingRules listing_rules(const mapping::MemberRules& rules) {
  return {.nested = rules.nested == mapping::NestedGroups::flatten, .drop_inactive = rules.drop_inactive};
}

MemberValues values_of(const mapping::MemberRules& rules, const ldap::Dn& dn, const store::Aliases& aliases) {
  MemberValues values;
  for (const auto& rule : rules.write) {
    const auto alias = aliases.find(rule.as);
    if (rule.as.empty() && !dn.empty()) values[rule.name] = {dn.text()};
    if (!rule.as.empty() && alias != aliases.end()) values[rule.name] = {alias->second};
  }
  return values;
}

MemberValues placeholder_values(const mapping::MemberRules& rules) {
  return rules.placeholder ? values_of(rules, *rules.placeholder, {}) : MemberValues();
}

store::Aliases aliases_of(const mapping::Mapping& mapping, const mapping::Desired& entry,
                          const store::Aliases& kept) {
  store::Aliases aliases;
  for (const auto& rule : mapping.members().write) {
    if (rule.as.empty()) continue;
    const auto had = kept.find(rule.as);
    const auto has = entry.attributes.find(rule.as);
    if (had != kept.end() && given_once(mapping, rule.as))
      aliases[rule.as] = had->second;
    else if (has != entry.attributes.end())
      aliases[rule.as] = has->second.front();
  }
  return aliases;
}

void add_values(MemberValues& to, const MemberValues& values) {
  for (const auto& [name, more] : values) to[name].insert(to[name].end(), more.begin(), more.end());
}

void fold(MemberValues& values) {
  for (auto& [name, list] : values) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
}

void take_away(MemberValues& from, const MemberValues& values) {
  for (const auto& [name, unwanted] : values) {
    const auto found = from.find(name);
    if (found == from.end()) continue;
    std::set<std::string> gone;
    for (const auto& value : unwanted) gone.insert(comparable(value));
    std::erase_if(found->second, [&](const auto& value) { return gone.contains(comparable(value)); });
    if (found->second.empty()) from.erase(found);
  }
}

bool lists_others(const mapping::MemberRules& rules, const ldap::Attributes& entry,
                  const MemberValues& known) {
  MemberValues listed;
  for (const auto& rule : rules.write)
    if (const auto found = entry.find(rule.name); found != entry.end()) listed[rule.name] = found->second;
  take_away(listed, known);
  take_away(listed, placeholder_values(rules));
  return !listed.empty();
}

void split_members(const MemberValues& all, MemberValues& first, MemberValues& rest) {
  for (const auto& [name, values] : all) {
    first[name] = slice(values, 0);
    if (values.size() > kValuesPerRequest) rest[name] = {values.begin() + kValuesPerRequest, values.end()};
  }
}

// Within one request removals come first: of two values that the server takes for one, the new one stays.
std::vector<ldap::Modifications> in_steps(const MemberValues& add, const MemberValues& remove) {
  const std::size_t adds = requests_for(add), removals = requests_for(remove);
  const std::size_t late = adds < removals ? removals - adds : 0;
  std::vector<ldap::Modifications> steps(std::max(adds, removals));
  for (std::size_t step = 0; step < steps.size(); ++step) {
    append(steps[step], ldap::Modification::Kind::remove, remove, step);
    if (step >= late) append(steps[step], ldap::Modification::Kind::add, add, step - late);
  }
  return steps;
}

Result<MemberValues> all_member_values(const store::Reader& reader, const mapping::MemberRules& rules,
                                       const scim::ResourceId& group) {
  MemberValues values;
  TRY(reader.each_listed(group, listing_rules(rules), [&](const store::Link& person) -> Status {
    add_values(values, values_of(rules, person.dn, person.aliases));
    return Done{};
  }));
  fold(values);
  if (values.empty()) return placeholder_values(rules);
  return values;
}

}  // namespace bridge::sync
