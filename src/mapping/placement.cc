#include "mapping/placement.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scim/error.h"

namespace bridge::mapping {
namespace {

// The last placement has no condition.
const ldap::Dn& place_in(const Placements& placements, const Facts& facts) {
  return std::find_if(placements.begin(), placements.end(),
                      [&](const Placement& one) { return holds(one.when, facts); })
      ->base;
}

const ldap::Dn& base(const ResourceRules& rules, const Facts& facts) {
  const bool moved = is_inactive(facts) && !rules.inactive.move.empty();
  return place_in(moved ? rules.inactive.move : rules.places, facts);
}

}  // namespace

bool is_inactive(const Facts& facts) {
  const auto active = facts.body.find("active");
  return active != facts.body.end() && *active == false;
}

Result<ldap::Dn> dn_of_entry(const ResourceRules& rules, const Facts& facts) {
  const Rule& rule = *rules.find(rules.rdn);
  const auto found = facts.written.find(rules.rdn);
  if (found == facts.written.end())
    return invalid_input(
        describe(rules, rule) + (rule.sources.size() == 1 ? " has no value" : " have no value"),
        scim::kInvalidValue);
  auto dn = ldap::Dn::child({{rules.rdn, found->second.front()}}, base(rules, facts));
  if (!dn) return invalid_input(describe(rules, rule) + ": " + dn.error().message, scim::kInvalidValue);
  return dn;
}

std::string describe(const ResourceRules& rules, const Rule& rule) {
  return fmt::format("attribute{} '{}' (needed for {}{})", rule.sources.size() == 1 ? "" : "s",
                     fmt::join(rule.sources, "', '"), rule.attribute.text(),
                     rule.attribute == rules.rdn ? ", the name of the entry" : "");
}

}  // namespace bridge::mapping
