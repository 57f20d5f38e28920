#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/document.h"
#include "mapping/mapping.h"
#include "mapping/template.h"

namespace bridge::mapping {

using Templates = std::vector<Template>;  // Each makes at most one value.
struct Pick {                             // `from`: the values of one source.
  Source source;
  bool all = false;
};

// How one LDAP attribute gets its values. Immutable once loaded; any thread.
struct Rule {
  ldap::AttributeName attribute;
  Place place;  // In the mapping file.
  std::variant<Templates, Pick> value;
  std::vector<Transform> transforms;
  std::optional<Template> fallback;  // Makes the value when there is none.
  bool as_dn = false;                // Values are resource ids and become the DNs of their entries.
  Policy policy = Policy::enforce;
  std::optional<OnInvalid> on_invalid;  // Always set once loaded.

  // Filled in when all rules are known (rule_order.h).
  std::vector<std::string> sources;  // What it reads from the resource, also by way of other rules.
  bool reads_password = false;       // The same.
};

void for_each_source(const Rule& rule, const std::function<void(const Source&)>& visit);

// What the rule makes of a resource before ids become DNs; no value twice.
ldap::Values values_of(const Rule& rule, const Facts& facts, std::vector<std::string>& unusable);
ldap::Values values_of(const Templates& templates, const Facts& facts, std::vector<std::string>& unusable);

// What an attribute holds while the person is disabled.
struct Override {
  ldap::AttributeName attribute;
  Templates values;
};

// All that is said about users, or about groups.
struct ResourceRules {
  scim::ResourceType type = scim::ResourceType::user;
  ldap::Dn base;
  std::vector<std::string> object_classes;
  ldap::AttributeName rdn;
  ldap::AttributeName anchor;  // Or empty.
  std::vector<Rule> rules;     // Each behind those whose results it reads.
  std::vector<Override> when_inactive;

  const Rule* find(const ldap::AttributeName& attribute) const;  // Or null.
};

}  // namespace bridge::mapping
