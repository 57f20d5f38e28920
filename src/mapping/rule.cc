#include "mapping/rule.h"

#include <algorithm>

#include "base/overloaded.h"

namespace bridge::mapping {
namespace {

using Values = ldap::Values;

void add_once(Values& values, std::string value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
}

Values pick(const Pick& from, const Facts& facts, Unusables& unusable) {
  Selection selection = read(from.source, facts);
  unusable.insert(unusable.end(), selection.unusable.begin(), selection.unusable.end());
  return std::move(selection.values);
}

Values raw_values(const Alternative& alternative, const Facts& facts, Unusables& unusable) {
  return std::visit(overloaded{[&](const Templates& made) { return values_of(made, facts, unusable); },
                               [&](const Pick& from) { return pick(from, facts, unusable); },
                               [](const auto&) { return Values{}; }},
                    alternative.value);
}

std::size_t longest(const Alternative& alternative) {
  if (!alternative.transforms.empty()) return alternative.transforms.back().most;
  const auto* templates = std::get_if<Templates>(&alternative.value);
  if (!templates || templates->size() != 1 || templates->front().parts.size() != 1) return 0;
  const auto* placeholder = std::get_if<Placeholder>(&templates->front().parts.front());
  if (!placeholder || placeholder->transforms.empty()) return 0;
  return placeholder->transforms.back().most;
}

}  // namespace

const Alternative* Rule::alternative_for(const Facts& facts) const {
  const auto found = std::find_if(alternatives.begin(), alternatives.end(),
                                  [&](const Alternative& one) { return holds(one.when, facts); });
  return found == alternatives.end() ? nullptr : &*found;
}

bool Rule::is_secret() const {
  const auto generates = [](const Alternative& one) { return std::holds_alternative<Generate>(one.value); };
  return reads_password || std::any_of(alternatives.begin(), alternatives.end(), generates);
}

std::size_t Rule::longest() const {
  std::size_t least = 0;
  for (const Alternative& alternative : alternatives)
    if (const std::size_t most = mapping::longest(alternative); most != 0 && (least == 0 || most < least))
      least = most;
  return least;
}

void for_each_source(const Rule& rule, const std::function<void(const Source&)>& visit) {
  for (const Alternative& alternative : rule.alternatives) {
    std::visit(overloaded{[&](const Templates& templates) {
                            for (const Template& made : templates) for_each_source(made, visit);
                          },
                          [&](const Pick& from) { visit(from.source); }, [](const auto&) {}},
               alternative.value);
    if (alternative.fallback) for_each_source(*alternative.fallback, visit);
  }
}

Values values_of(const Templates& templates, const Facts& facts, Unusables& unusable) {
  Values values;
  for (const Template& made : templates)
    if (auto value = evaluate(made, facts, unusable)) add_once(values, *std::move(value));
  return values;
}

Values values_of(const Alternative& alternative, const Facts& facts, Unusables& unusable) {
  Values raw =
      transformed(raw_values(alternative, facts, unusable), alternative.transforms, unusable, facts.trace);
  const auto* from = std::get_if<Pick>(&alternative.value);
  if (from && !from->all && raw.size() > 1) raw.resize(1);
  if (raw.empty() && alternative.fallback && facts.trace) facts.trace->note("default", {});
  if (raw.empty() && alternative.fallback)
    if (auto value = evaluate(*alternative.fallback, facts, unusable)) raw.push_back(*std::move(value));
  Values values;
  for (std::string& value : raw) add_once(values, std::move(value));
  return values;
}

const Rule* ResourceRules::find(const ldap::AttributeName& attribute) const {
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.attribute == attribute; });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace bridge::mapping
