#include "mapping/transform_loader.h"

#include <fmt/core.h>

#include <optional>

namespace bridge::mapping {
namespace {

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

}  // namespace

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

}  // namespace bridge::mapping
