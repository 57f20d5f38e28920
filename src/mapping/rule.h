#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/document.h"
#include "mapping/condition.h"
#include "mapping/mapping.h"
#include "mapping/template.h"

namespace bridge::mapping {

using Templates = std::vector<Template>;  // Each makes at most one value.
struct Pick {                             // `from`: the values of one source.
  Source source;
  bool all = false;
};
struct Allocate {  // The number that was chosen for the resource.
  std::string pool;
};
struct Generate {  // A password made by the caller.
  PasswordForm form = PasswordForm::plain;
};

// One way to come to a value.
struct Alternative {
  Condition when{};  // Holds always when it is empty.
  std::variant<Templates, Pick, Allocate, Generate> value{};
  std::vector<Transform> transforms{};
  std::optional<Template> fallback{};  // Makes the value when there is none.
};

// How one LDAP attribute gets its values. Immutable once loaded; any thread.
struct Rule {
  ldap::AttributeName attribute;
  Place place;                            // In the mapping file.
  std::vector<Alternative> alternatives;  // The first whose condition holds counts.
  bool as_dn = false;                     // Values are resource ids and become the DNs of their entries.
  bool chosen_once = false;               // on_collision = "suffix"
  bool keeps = false;                     // absent = "keep"
  Policy policy = Policy::enforce;
  std::optional<OnInvalid> on_invalid;  // Always set once loaded.

  // Filled in when all rules are known (rule_order.h).
  std::vector<std::string> sources;  // What it reads from the resource, also by way of other rules.
  bool reads_password = false;       // The same.

  const Alternative* alternative_for(const Facts& facts) const;  // Or null.
  bool is_secret() const;                                        // Writes passwords.
  std::size_t longest() const;  // What a closing `max` allows, in characters; 0: any length.
};

void for_each_source(const Rule& rule, const std::function<void(const Source&)>& visit);

// What is made of a resource before ids become DNs; no value twice. Nothing where others make the value.
ldap::Values values_of(const Alternative& alternative, const Facts& facts, Unusables& unusable);
ldap::Values values_of(const Templates& templates, const Facts& facts, Unusables& unusable);

// Where entries stand: below the first base whose condition holds. The last has no condition.
struct Placement {
  Condition when;
  ldap::Dn base;
};
using Placements = std::vector<Placement>;

// What is different while the person is disabled.
struct Override {
  ldap::AttributeName attribute;
  Templates values;
};
struct Inactive {
  std::vector<Override> set;
  std::map<ldap::AttributeName, Bits> bits;
  Placements move;  // Or empty.
};

// All that is said about users, or about groups.
struct ResourceRules {
  scim::ResourceType type = scim::ResourceType::user;
  Placements places;
  std::vector<std::string> object_classes;
  ldap::AttributeName rdn;
  ldap::AttributeName anchor;  // Or empty.
  std::vector<Rule> rules;     // Each behind those whose results it reads.
  Inactive inactive;
  Deletion deletion;
  bool follows_moves = false;  // Entries that were moved by other hands stay there.

  // Filled in when all is known.
  std::vector<ldap::Dn> bases;  // Every base of places and inactive.move, the default first.

  const Rule* find(const ldap::AttributeName& attribute) const;  // Or null.
};

}  // namespace bridge::mapping
