#include "mapping/resource_loader.h"

#include <fmt/core.h>

#include "mapping/rule_loader.h"
#include "mapping/rule_order.h"

namespace bridge::mapping {
namespace {

using scim::ResourceType;

const ldap::AttributeName kObjectClass = "objectClass";

void load_base(Section& section, ResourceRules& rules) {
  std::string text;
  const Node* node = section.require("base", R"(base = "ou=people,dc=example,dc=org")");
  section.read("base", text);
  if (!node || !node->as<std::string>()) return;
  auto base = ldap::Dn::parse(text);
  if (base && !base->empty())
    rules.base = *std::move(base);
  else
    section.fault("base", fmt::format("'{}' is not a distinguished name; write for example "
                                      "\"ou=people,dc=example,dc=org\"",
                                      text));
}

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

// What names the entry must always give exactly one value, and one that everybody may see.
std::string problem_of_naming(const Rule& rule) {
  const auto* templates = std::get_if<Templates>(&rule.value);
  const auto* pick = std::get_if<Pick>(&rule.value);
  if ((templates && templates->size() > 1) || (pick && pick->all))
    return "names the entry and can have one value only";
  if (rule.as_dn) return "names the entry and cannot be a reference";
  if (rule.reads_password) return "names the entry and cannot hold the password";
  if (rule.policy != Policy::enforce) return "names the entry, which always follows; leave policy out";
  if (rule.on_invalid == OnInvalid::skip)
    return "names the entry; a value that cannot be used must refuse the request; leave on_invalid out";
  return "";
}

void check_rules(Section& section, const ResourceRules& rules) {
  if (const Rule* rule = rule_named_by(section, rules, "rdn", rules.rdn)) {
    if (const auto problem = problem_of_naming(*rule); !problem.empty())
      section.faults().add(rule->place, fmt::format("'{}' {}", rule->attribute.text(), problem));
  }
  if (const Rule* rule = rule_named_by(section, rules, "anchor", rules.anchor); rule && rule->reads_password)
    section.faults().add(
        rule->place, fmt::format("'{}' is the anchor and cannot hold the password", rule->attribute.text()));
}

ldap::AttributeName read_name(Section& section, std::string_view key) {
  std::string text;
  section.read(key, text);
  return text;
}

bool check_override_name(Section& set, const ResourceRules& rules, const Node::Entry& entry) {
  std::string problem;
  if (!is_attribute_description(entry.key)) problem = "is no LDAP attribute name";
  if (rules.rdn == entry.key) problem = "names the entry and cannot change while someone is disabled";
  if (rules.anchor == entry.key) problem = "is the anchor and cannot change while someone is disabled";
  if (kObjectClass == entry.key) problem = "cannot change while someone is disabled";
  if (!problem.empty()) set.faults().add(entry.place, fmt::format("'{}' {}", entry.key, problem));
  return problem.empty();
}

void check_override_sources(Section& set, const ResourceRules& rules, const Node::Entry& entry,
                            const Template& made) {
  for_each_source(made, [&](const Source& source) {
    const auto* written = std::get_if<Written>(&source);
    const Rule* rule = written ? rules.find(written->attribute) : nullptr;
    if (written && !rule)
      set.faults().add(entry.value.place,
                       fmt::format("'{}': '${{{}}}' has no rule", entry.key, to_text(source)));
    if (std::holds_alternative<Password>(source) || (rule && rule->reads_password))
      set.faults().add(entry.value.place, fmt::format("'{}' cannot hold the password here", entry.key));
  });
}

}  // namespace

ResourceRules load_resource_rules(ResourceType type, Section& section) {
  ResourceRules rules;
  rules.type = type;
  load_base(section, rules);
  load_object_class(section, rules);
  section.require("rdn", type == ResourceType::user ? R"(rdn = "uid")" : R"(rdn = "cn")");
  rules.rdn = read_name(section, "rdn");
  rules.anchor = read_name(section, "anchor");
  load_attributes(section.section("attributes"), rules);
  order_rules(rules, section.faults());
  check_rules(section, rules);
  return rules;
}

void load_inactive(Section section, ResourceRules& rules) {
  Section set = section.section("set");
  for (const Node::Entry& entry : set.entries()) {
    if (!check_override_name(set, rules, entry)) continue;
    Override change{entry.key, load_templates(rules.type, entry.key, entry.value, set.faults())};
    for (const Template& made : change.values) check_override_sources(set, rules, entry, made);
    rules.when_inactive.push_back(std::move(change));
  }
  section.finish();
}

}  // namespace bridge::mapping
