#include "mapping/rule_order.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/section.h"

namespace bridge::mapping {
namespace {

void add_once(std::vector<std::string>& texts, const std::string& text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
}

std::vector<ldap::AttributeName> needs_of(const Rule& rule) {
  std::vector<ldap::AttributeName> needs;
  for_each_source(rule, [&](const Source& source) {
    if (const auto* written = std::get_if<Written>(&source)) needs.push_back(written->attribute);
  });
  return needs;
}

// A depth-first walk along what rules read from each other.
class Sorter {
 public:
  Sorter(const ResourceRules& rules, Faults& faults) : rules_(rules), faults_(faults) {}

  std::vector<Rule> sort() {
    for (const Rule& rule : rules_.rules) place(rule);
    return std::move(sorted_);
  }

 private:
  void place(const Rule& rule) {
    if (is_placed(rule)) return;
    if (const auto ring = std::find(way_.begin(), way_.end(), &rule); ring != way_.end())
      return report_ring(ring);
    way_.push_back(&rule);
    for (const auto& need : needs_of(rule)) place_needed(rule, need);
    way_.pop_back();
    if (!is_placed(rule)) sorted_.push_back(rule);
  }

  void place_needed(const Rule& rule, const ldap::AttributeName& need) {
    if (const Rule* needed = rules_.find(need)) return place(*needed);
    std::vector<std::string> known;
    for (const Rule& other : rules_.rules) known.push_back(other.attribute.text());
    faults_.add(rule.place, fmt::format("'{}': '${{ldap.{}}}': {}", rule.attribute.text(), need.text(),
                                        unknown_name("rule", need.text(), known)));
  }

  bool is_placed(const Rule& rule) const {
    return std::any_of(sorted_.begin(), sorted_.end(),
                       [&](const Rule& other) { return other.attribute == rule.attribute; });
  }

  void report_ring(std::vector<const Rule*>::const_iterator ring) {
    const Rule& first = **ring;
    std::vector<std::string> names;
    for (; ring != way_.end(); ++ring) names.push_back((*ring)->attribute.text());
    names.push_back(first.attribute.text());
    faults_.add(first.place, fmt::format("'{}': rules read each other in a ring: {}", first.attribute.text(),
                                         fmt::join(names, " -> ")));
  }

  const ResourceRules& rules_;
  Faults& faults_;
  std::vector<const Rule*> way_;
  std::vector<Rule> sorted_;
};

void collect_sources(const ResourceRules& rules, Rule& rule) {
  for_each_source(rule, [&](const Source& source) {
    if (std::holds_alternative<Password>(source)) rule.reads_password = true;
    const auto* written = std::get_if<Written>(&source);
    if (!written) return add_once(rule.sources, to_text(source));
    const Rule* other = rules.find(written->attribute);
    if (!other) return;
    rule.reads_password = rule.reads_password || other->reads_password;
    for (const std::string& text : other->sources) add_once(rule.sources, text);
  });
}

// Goes from the rule that names the entry back to all it stands on: those come before it.
void decide_on_invalid(ResourceRules& rules) {
  std::set<ldap::AttributeName> in_the_name{rules.rdn};
  for (auto rule = rules.rules.rbegin(); rule != rules.rules.rend(); ++rule) {
    const bool needed = in_the_name.contains(rule->attribute);
    if (needed)
      for (const auto& need : needs_of(*rule)) in_the_name.insert(need);
    if (!rule->on_invalid) rule->on_invalid = needed ? OnInvalid::reject : OnInvalid::skip;
  }
}

}  // namespace

void order_rules(ResourceRules& rules, Faults& faults) {
  rules.rules = Sorter(rules, faults).sort();
  for (Rule& rule : rules.rules) collect_sources(rules, rule);
  decide_on_invalid(rules);
}

}  // namespace bridge::mapping
