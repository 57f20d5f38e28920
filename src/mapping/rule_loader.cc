#include "mapping/rule_loader.h"

#include <fmt/core.h>

#include <algorithm>

#include "mapping/value_loader.h"

namespace bridge::mapping {
namespace {

using scim::ResourceType;

void load_options(Section& table, Rule& rule) {
  table.read("as", rule.as_dn, {{"dn", true}});
  table.read("on_collision", rule.chosen_once, {{"suffix", true}});
  table.read("absent", rule.keeps, {{"clear", false}, {"keep", true}});
  table.read("policy", rule.policy,
             {{"enforce", Policy::enforce},
              {"initial", Policy::initial},
              {"if_empty", Policy::if_empty},
              {"merge", Policy::merge}});
  OnInvalid on_invalid{};
  table.read("on_invalid", on_invalid,
             {{"reject", OnInvalid::reject}, {"skip", OnInvalid::skip}, {"hold", OnInvalid::hold}});
  if (table.has("on_invalid")) rule.on_invalid = on_invalid;
}

bool is_table(const Node& node) { return node.as<Node::Table>() != nullptr; }

void load_choice(ResourceType type, const Node::List& list, Rule& rule, Faults& faults) {
  const std::string& name = rule.attribute.text();
  for (const Node& node : list) {
    Section table(node, faults);
    if (!is_table(node)) continue;
    rule.alternatives.push_back(load_alternative(type, name, table));
    if (!table.has("when") && &node != &list.back())
      faults.add(
          node.place,
          fmt::format("'{}': always holds, so what follows never counts; add a 'when' or put it last", name));
    table.finish();
  }
}

// What says how a value is made stands in the alternatives, not beside them.
void refuse_beside_choose(Section& table) {
  for (const char* key : {"when", "value", "from", "allocate", "generate", "multi", "transform", "default"})
    if (table.find(key)) table.fault(key, "goes into the tables of 'choose', not beside them");
}

void load_choose(ResourceType type, const Node& choose, Section& table, Rule& rule) {
  constexpr char kExample[] = "[{ when = 'userType pr', value = 'x' }]";
  const auto* list = choose.as<Node::List>();
  if (!list)
    table.wrong_kind("choose", choose, fmt::format("a list such as {}", kExample));
  else if (list->empty())
    table.fault("choose", fmt::format("is empty; write for example {}", kExample));
  else
    load_choice(type, *list, rule, table.faults());
  refuse_beside_choose(table);
}

void load_table(ResourceType type, Section table, Rule& rule) {
  load_options(table, rule);
  if (const Node* choose = table.find("choose"))
    load_choose(type, *choose, table, rule);
  else
    rule.alternatives.push_back(load_alternative(type, rule.attribute.text(), table));
  table.finish();
}

}  // namespace

Rule load_rule(ResourceType type, Section& attributes, const Node::Entry& entry) {
  Rule rule;
  rule.attribute = entry.key;
  rule.place = entry.value.place;
  const auto* list = entry.value.as<Node::List>();
  if (is_table(entry.value)) {
    load_table(type, attributes.section(entry.key), rule);
  } else if (list && std::any_of(list->begin(), list->end(), is_table)) {
    load_choice(type, *list, rule, attributes.faults());
  } else {
    Alternative always;
    always.value = load_templates(type, entry.key, entry.value, attributes.faults());
    rule.alternatives.push_back(std::move(always));
  }
  return rule;
}

bool is_attribute_description(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !(is_letter(text[0]) || is_digit(text[0]))) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == ';' || c == '.'; });
}

}  // namespace bridge::mapping
