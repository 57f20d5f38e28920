#include "mapping/rule.h"

#include <algorithm>

#include "base/overloaded.h"

namespace bridge::mapping {
namespace {

void add_once(ldap::Values& values, std::string value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(std::move(value));
}

ldap::Values pick(const Pick& from, const Facts& facts, std::vector<std::string>& unusable) {
  Selection selection = read(from.source, facts);
  unusable.insert(unusable.end(), selection.unusable.begin(), selection.unusable.end());
  return std::move(selection.values);
}

}  // namespace

void for_each_source(const Rule& rule, const std::function<void(const Source&)>& visit) {
  std::visit(overloaded{[&](const Templates& templates) {
                          for (const Template& made : templates) for_each_source(made, visit);
                        },
                        [&](const Pick& from) { visit(from.source); }},
             rule.value);
  if (rule.fallback) for_each_source(*rule.fallback, visit);
}

ldap::Values values_of(const Templates& templates, const Facts& facts, std::vector<std::string>& unusable) {
  ldap::Values values;
  for (const Template& made : templates)
    if (auto value = evaluate(made, facts, unusable)) add_once(values, *std::move(value));
  return values;
}

ldap::Values values_of(const Rule& rule, const Facts& facts, std::vector<std::string>& unusable) {
  auto raw = std::visit(overloaded{[&](const Templates& made) { return values_of(made, facts, unusable); },
                                   [&](const Pick& from) { return pick(from, facts, unusable); }},
                        rule.value);
  raw = transformed(std::move(raw), rule.transforms);
  const auto* from = std::get_if<Pick>(&rule.value);
  if (from && !from->all && raw.size() > 1) raw.resize(1);
  if (raw.empty() && rule.fallback)
    if (auto value = evaluate(*rule.fallback, facts, unusable)) raw.push_back(*std::move(value));
  ldap::Values values;
  for (std::string& value : raw) add_once(values, std::move(value));
  return values;
}

const Rule* ResourceRules::find(const ldap::AttributeName& attribute) const {
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& rule) { return rule.attribute == attribute; });
  return found == rules.end() ? nullptr : &*found;
}

}  // namespace bridge::mapping
