#include "mapping/placement_loader.h"

#include <fmt/core.h>

#include "mapping/value_loader.h"

namespace bridge::mapping {
namespace {

std::optional<ldap::Dn> load_base(Section& section, std::string_view key) {
  std::string text;
  section.read(key, text);
  const Node* node = section.find(key);
  if (!node || !node->as<std::string>()) return std::nullopt;
  auto base = ldap::Dn::parse(text);
  if (base && !base->empty()) return *std::move(base);
  section.fault(key, fmt::format("'{}' is not a distinguished name; write for example "
                                 "\"ou=people,dc=example,dc=org\"",
                                 text));
  return std::nullopt;
}

constexpr char kExample[] =
    "[{ when = 'userType eq \"Guest\"', base = \"ou=guests,…\" }, { base = \"ou=people,…\" }]";

void check_condition(const Section& table, const Node& node, bool last, Faults& faults) {
  if (last && table.has("when"))
    faults.add(node.place, "the last one must hold always; leave its 'when' out, or add { base = \"…\" }");
  if (!last && !table.has("when"))
    faults.add(node.place, "always holds, so what follows never counts; add a 'when' or put it last");
}

Placements load_list(scim::ResourceType type, const Node::List& list, Faults& faults) {
  Placements placements;
  for (const Node& node : list) {
    Section table(node, faults);
    if (!node.as<Node::Table>()) continue;
    const Condition when = load_condition(type, table);
    table.require("base", R"(base = "ou=people,dc=example,dc=org")");
    if (auto base = load_base(table, "base")) placements.push_back({when, *std::move(base)});
    check_condition(table, node, &node == &list.back(), faults);
    table.finish();
  }
  return placements;
}

}  // namespace

Placements load_placements(scim::ResourceType type, Section& section, std::string_view key) {
  Placements placements;
  const Node* node = section.find(key);
  if (!node) return placements;
  const auto* list = node->as<Node::List>();
  if (list && !list->empty()) return load_list(type, *list, section.faults());
  if (list)
    section.fault(key, fmt::format("is empty; write a distinguished name, or a list such as {}", kExample));
  else if (auto base = load_base(section, key))
    placements.push_back({nullptr, *std::move(base)});
  return placements;
}

}  // namespace bridge::mapping
