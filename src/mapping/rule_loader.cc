#include "mapping/rule_loader.h"

#include <fmt/core.h>

#include <algorithm>

namespace bridge::mapping {
namespace {

using scim::ResourceType;

// A fault about a text: "'mail': '${…}': what is wrong".
void refuse(const std::string& name, const Node& node, std::string_view text, const Error& error,
            Faults& faults) {
  faults.add(node.place, fmt::format("'{}': '{}': {}", name, text, error.message));
}

std::optional<Template> load_template(ResourceType type, const std::string& name, const Node& node,
                                      Faults& faults) {
  const auto* text = node.as<std::string>();
  if (!text) {
    faults.add(node.place,
               fmt::format("'{}' must be a template such as '${{userName}}', got {}", name, node.kind()));
    return std::nullopt;
  }
  auto made = parse_template(type, *text);
  if (made) return *std::move(made);
  refuse(name, node, *text, made.error(), faults);
  return std::nullopt;
}

std::optional<Transform> load_lookup(const Node& node, Faults& faults) {
  Section section(node, faults);
  Section table = section.section("map");
  section.finish();
  std::map<std::string, std::string> entries;
  for (const Node::Entry& entry : table.entries()) table.read(entry.key, entries[entry.key]);
  if (entries.empty())
    faults.add(node.place, "'transform': write for example { map = { Employee = \"E\", \"*\" = \"X\" } }");
  return make_lookup(std::move(entries));
}

std::optional<Transform> load_transform(const Node& node, Faults& faults) {
  if (node.as<Node::Table>()) return load_lookup(node, faults);
  const auto* text = node.as<std::string>();
  if (!text) {
    faults.add(
        node.place,
        fmt::format("'transform' must be a list such as [\"lower\", \"max:32\"], got {} in it", node.kind()));
    return std::nullopt;
  }
  auto made = parse_transform(*text);
  if (made) return *std::move(made);
  faults.add(node.place, fmt::format("'transform': {}", made.error().message));
  return std::nullopt;
}

std::vector<Transform> load_transforms(Section& table) {
  std::vector<Transform> transforms;
  const Node* node = table.find("transform");
  if (!node) return transforms;
  const auto* list = node->as<Node::List>();
  if (!list) {
    table.wrong_kind("transform", *node, "a list such as [\"lower\", \"max:32\"]");
    return transforms;
  }
  for (const Node& element : *list)
    if (auto transform = load_transform(element, table.faults())) transforms.push_back(*std::move(transform));
  return transforms;
}

void load_pick(ResourceType type, Section& table, const Node& from, Rule& rule) {
  Pick pick{OwnId{}, false};
  table.read("multi", pick.all, {{"first", false}, {"all", true}});
  std::string text;
  table.read("from", text);
  if (!from.as<std::string>()) return;
  auto source = parse_source(type, text);
  if (!source) return refuse(rule.attribute.text(), from, text, source.error(), table.faults());
  pick.source = *std::move(source);
  rule.value = std::move(pick);
}

void load_value(ResourceType type, Section& table, Rule& rule) {
  const Node* value = table.find("value");
  const Node* from = table.find("from");
  if (from && !value) return load_pick(type, table, *from, rule);
  if (table.find("multi"))
    table.fault("multi", "goes with 'from' only; write several templates as a list instead");
  if (value && !from) {
    rule.value = load_templates(type, rule.attribute.text(), *value, table.faults());
    return;
  }
  table.faults().add(table.place(), fmt::format("'{}': write either value = 'TEMPLATE' or from = 'PATH'",
                                                rule.attribute.text()));
}

void load_options(ResourceType type, Section& table, Rule& rule) {
  rule.transforms = load_transforms(table);
  if (const Node* fallback = table.find("default"))
    rule.fallback = load_template(type, "default", *fallback, table.faults());
  table.read("as", rule.as_dn, {{"dn", true}});
  table.read("policy", rule.policy, {{"enforce", Policy::enforce}, {"initial", Policy::initial}});
  OnInvalid on_invalid{};
  table.read("on_invalid", on_invalid, {{"reject", OnInvalid::reject}, {"skip", OnInvalid::skip}});
  if (table.has("on_invalid")) rule.on_invalid = on_invalid;
}

void load_table(ResourceType type, Section table, Rule& rule) {
  load_value(type, table, rule);
  load_options(type, table, rule);
  table.finish();
}

}  // namespace

Templates load_templates(ResourceType type, const std::string& name, const Node& node, Faults& faults) {
  Templates templates;
  const auto load_one = [&](const Node& one) {
    if (auto made = load_template(type, name, one, faults)) templates.push_back(*std::move(made));
  };
  const auto* list = node.as<Node::List>();
  if (!list)
    load_one(node);
  else
    std::for_each(list->begin(), list->end(), load_one);
  return templates;
}

Rule load_rule(ResourceType type, Section& attributes, const Node::Entry& entry) {
  Rule rule;
  rule.attribute = entry.key;
  rule.place = entry.value.place;
  if (entry.value.as<Node::Table>())
    load_table(type, attributes.section(entry.key), rule);
  else
    rule.value = load_templates(type, entry.key, entry.value, attributes.faults());
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
