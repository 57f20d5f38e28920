#include "mapping/inactive_loader.h"

#include <fmt/core.h>

#include <algorithm>
#include <limits>

#include "mapping/placement_loader.h"
#include "mapping/rule_loader.h"
#include "mapping/value_loader.h"

namespace bridge::mapping {
namespace {

bool is_taken(const ResourceRules& rules, const ldap::AttributeName& name) {
  const auto& set = rules.inactive.set;
  return rules.inactive.bits.contains(name) ||
         std::any_of(set.begin(), set.end(), [&](const Override& one) { return one.attribute == name; });
}

// Why an attribute cannot be changed while someone is disabled, or nothing.
std::string problem_of_changing(const ResourceRules& rules, const std::string& name) {
  if (!is_attribute_description(name)) return "is no LDAP attribute name";
  if (rules.rdn == name) return "names the entry and cannot change while someone is disabled";
  if (rules.anchor == name) return "is the anchor and cannot change while someone is disabled";
  if (ldap::AttributeName("objectClass") == name) return "cannot change while someone is disabled";
  if (is_taken(rules, name)) return "is named twice in [users.inactive]";
  return "";
}

bool check_name(const ResourceRules& rules, const std::string& name, const Place& place, Faults& faults) {
  const std::string problem = problem_of_changing(rules, name);
  if (!problem.empty()) faults.add(place, fmt::format("'{}' {}", name, problem));
  return problem.empty();
}

void check_sources(const ResourceRules& rules, const Node::Entry& entry, const Template& made,
                   Faults& faults) {
  for_each_source(made, [&](const Source& source) {
    const auto* written = std::get_if<Written>(&source);
    const Rule* rule = written ? rules.find(written->attribute) : nullptr;
    if (written && !rule)
      faults.add(entry.value.place, fmt::format("'{}': '${{{}}}' has no rule", entry.key, to_text(source)));
    if (std::holds_alternative<Password>(source) || (rule && rule->reads_password))
      faults.add(entry.value.place, fmt::format("'{}' cannot hold the password here", entry.key));
  });
}

void load_set(Section set, ResourceRules& rules) {
  for (const Node::Entry& entry : set.entries()) {
    if (!check_name(rules, entry.key, entry.place, set.faults())) continue;
    Override change{entry.key, load_templates(rules.type, entry.key, entry.value, set.faults())};
    for (const Template& made : change.values) check_sources(rules, entry, made, set.faults());
    rules.inactive.set.push_back(std::move(change));
  }
}

void load_remove(Section& section, ResourceRules& rules) {
  std::vector<std::string> names;
  section.read("remove", names);
  for (const std::string& name : names)
    if (check_name(rules, name, section.place_of("remove"), section.faults()))
      rules.inactive.set.push_back({name, {}});
}

Bits load_flags(Section flags) {
  constexpr std::uint32_t kMost = std::numeric_limits<std::uint32_t>::max();
  Bits bits;
  flags.read("set", bits.set, 0, kMost);
  flags.read("clear", bits.clear, 0, kMost);
  flags.finish();
  if (bits == Bits{}) flags.faults().add(flags.place(), "changes no flag; write for example { set = 2 }");
  if (bits.set & bits.clear)
    flags.faults().add(flags.place(), fmt::format("both sets and clears {}", bits.set & bits.clear));
  return bits;
}

void load_bits(Section bits, ResourceRules& rules) {
  for (const Node::Entry& entry : bits.entries())
    if (check_name(rules, entry.key, entry.place, bits.faults()))
      rules.inactive.bits[entry.key] = load_flags(bits.section(entry.key));
}

Override constant(const char* attribute, const char* value) {
  return {attribute, {Template{{std::string(value)}}}};
}

// What each server understands by a locked account.
struct Lock {
  const char* attribute;
  const char* value;   // Or null:
  std::uint32_t flag;  // this one is set.
};
constexpr Lock kOpenLdap{"pwdAccountLockedTime", "000001010000Z", 0};  // slapo-ppolicy(5): locked for good.
constexpr Lock k389ds{"nsAccountLock", "TRUE", 0};
constexpr Lock kActiveDirectory{"userAccountControl", nullptr, 0x2};  // ACCOUNTDISABLE

void load_lock(Section& section, ResourceRules& rules) {
  const Lock* lock = nullptr;
  section.read("lock", lock,
               {{"openldap", &kOpenLdap}, {"389ds", &k389ds}, {"active-directory", &kActiveDirectory}});
  if (!lock || !check_name(rules, lock->attribute, section.place_of("lock"), section.faults())) return;
  if (lock->value)
    rules.inactive.set.push_back(constant(lock->attribute, lock->value));
  else
    rules.inactive.bits[lock->attribute] = {lock->flag, 0};
}

}  // namespace

void load_inactive(Section& section, ResourceRules& rules) {
  load_set(section.section("set"), rules);
  load_remove(section, rules);
  load_bits(section.section("bits"), rules);
  load_lock(section, rules);
  rules.inactive.move = load_placements(rules.type, section, "move");
}

}  // namespace bridge::mapping
