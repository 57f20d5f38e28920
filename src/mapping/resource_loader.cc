#include "mapping/resource_loader.h"

#include <fmt/core.h>

#include <algorithm>

#include "mapping/placement_loader.h"
#include "mapping/rule_loader.h"
#include "mapping/rule_order.h"

namespace bridge::mapping {
namespace {

using scim::ResourceType;

const ldap::AttributeName kObjectClass = "objectClass";

void load_object_class(Section& section, ResourceRules& rules) {
  const Node* node = section.require("object_class", R"(object_class = ["inetOrgPerson"])");
  section.read("object_class", rules.object_classes);
  const auto* list = node ? node->as<Node::List>() : nullptr;
  if (list && list->empty())
    section.fault("object_class", "names no class; write for example [\"inetOrgPerson\"]");
}

// A name that can be a rule's; others are faults.
bool check_rule_name(Section& attributes, const ResourceRules& rules, const Node::Entry& entry) {
  const auto refuse = [&](std::string_view problem) {
    attributes.faults().add(entry.place, fmt::format("'{}' {}", entry.key, problem));
    return false;
  };
  if (!is_attribute_description(entry.key)) return refuse("is no LDAP attribute name");
  if (ldap::AttributeName(entry.key) == kObjectClass) return refuse("is written by object_class = [...]");
  if (const Rule* other = rules.find(entry.key))
    return refuse(fmt::format("has a rule already, in line {}", other->place.line));
  return true;
}

void load_attributes(Section attributes, ResourceRules& rules) {
  for (const Node::Entry& entry : attributes.entries())
    if (check_rule_name(attributes, rules, entry))
      rules.rules.push_back(load_rule(rules.type, attributes, entry));
}

// The rule of an attribute that [users] or [groups] names under `key`, or null after a fault.
const Rule* rule_named_by(Section& section, const ResourceRules& rules, std::string_view key,
                          const ldap::AttributeName& attribute) {
  if (attribute.empty()) return nullptr;
  const Rule* rule = rules.find(attribute);
  if (!rule)
    section.fault(key, fmt::format("'{}' has no rule; write one below attributes", attribute.text()));
  return rule;
}

bool may_be_several(const Alternative& alternative) {
  const auto* templates = std::get_if<Templates>(&alternative.value);
  const auto* pick = std::get_if<Pick>(&alternative.value);
  return (templates && templates->size() > 1) || (pick && pick->all);
}

// What names the entry must always give exactly one value, and one that everybody may see.
std::string problem_of_naming(const Rule& rule) {
  if (std::any_of(rule.alternatives.begin(), rule.alternatives.end(), may_be_several))
    return "names the entry and can have one value only";
  if (rule.as_dn) return "names the entry and cannot be a reference";
  if (rule.is_secret()) return "names the entry and cannot hold the password";
  if (rule.keeps) return "names the entry and can never be absent; leave absent out";
  const bool given_once = rule.chosen_once && rule.policy == Policy::initial;
  if (rule.policy != Policy::enforce && !given_once)
    return "names the entry, which always follows; leave policy out";
  if (rule.on_invalid.value_or(OnInvalid::reject) != OnInvalid::reject)
    return "names the entry; a value that cannot be used must refuse the request; leave on_invalid out";
  return "";
}

// A value that nobody else may have.
std::string problem_of_choosing(const Rule& rule) {
  const auto& alternatives = rule.alternatives;
  const auto makes_text = [](const Alternative& one) {
    return std::holds_alternative<Templates>(one.value) || std::holds_alternative<Pick>(one.value);
  };
  if (!rule.chosen_once) return "";
  if (!std::all_of(alternatives.begin(), alternatives.end(), makes_text))
    return "gets no text that could collide; leave on_collision out";
  if (std::any_of(alternatives.begin(), alternatives.end(), may_be_several))
    return "may have several values, of which none can get a suffix; leave on_collision out";
  if (rule.as_dn) return "is a reference and cannot get a suffix; leave on_collision out";
  if (rule.reads_password) return "holds the password and cannot get a suffix; leave on_collision out";
  return "";
}

void check_rules(Section& section, const ResourceRules& rules) {
  if (const Rule* rule = rule_named_by(section, rules, "rdn", rules.rdn)) {
    if (const auto problem = problem_of_naming(*rule); !problem.empty())
      section.faults().add(rule->place, fmt::format("'{}' {}", rule->attribute.text(), problem));
  }
  if (const Rule* rule = rule_named_by(section, rules, "anchor", rules.anchor); rule && rule->is_secret())
    section.faults().add(
        rule->place, fmt::format("'{}' is the anchor and cannot hold the password", rule->attribute.text()));
  for (const Rule& rule : rules.rules)
    if (const auto problem = problem_of_choosing(rule); !problem.empty())
      section.faults().add(rule.place, fmt::format("'{}' {}", rule.attribute.text(), problem));
}

ldap::AttributeName read_name(Section& section, std::string_view key) {
  std::string text;
  section.read(key, text);
  return text;
}

void add_bases(const Placements& placements, std::vector<ldap::Dn>& bases) {
  for (auto one = placements.rbegin(); one != placements.rend(); ++one)  // The default is the last.
    if (std::find(bases.begin(), bases.end(), one->base) == bases.end()) bases.push_back(one->base);
}

}  // namespace

ResourceRules load_resource_rules(ResourceType type, Section& section) {
  ResourceRules rules;
  rules.type = type;
  section.require("base", R"(base = "ou=people,dc=example,dc=org")");
  rules.places = load_placements(type, section, "base");
  load_object_class(section, rules);
  section.require("rdn", type == ResourceType::user ? R"(rdn = "uid")" : R"(rdn = "cn")");
  rules.rdn = read_name(section, "rdn");
  rules.anchor = read_name(section, "anchor");
  load_attributes(section.section("attributes"), rules);
  order_rules(rules, section.faults());
  check_rules(section, rules);
  return rules;
}

void collect_bases(ResourceRules& rules) {
  rules.bases.clear();
  add_bases(rules.places, rules.bases);
  add_bases(rules.inactive.move, rules.bases);
  if (rules.bases.empty()) rules.bases.emplace_back();
}

}  // namespace bridge::mapping
