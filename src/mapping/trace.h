#pragma once

#include <string>
#include <vector>

#include "base/document.h"
#include "ldap/entry.h"

namespace bridge::mapping {

// How the values of a resource's entry came about, rule by rule. Passwords are in none of it. One thread at a
// time.
struct Trace {
  struct Step {
    std::string what;     // "${displayName}", "|lower", "fallback", "default", "as dn".
    ldap::Values values;  // What there was after it.
  };
  struct Rule {
    ldap::AttributeName attribute;
    Place place;
    bool secret = false;  // No steps are kept.
    std::vector<Step> steps{};
  };
  std::vector<Rule> rules;

  void begin(const ldap::AttributeName& attribute, const Place& place, bool secret) {
    rules.push_back({attribute, place, secret});
  }
  void note(std::string what, ldap::Values values) {
    if (!rules.empty() && !rules.back().secret)
      rules.back().steps.push_back({std::move(what), std::move(values)});
  }
};

}  // namespace bridge::mapping
