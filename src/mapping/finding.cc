#include "mapping/finding.h"

#include <algorithm>
#include <charconv>

namespace bridge::mapping {
namespace {

const Node* below(const Node& node, const std::string& step) {
  if (const auto* table = node.as<Node::Table>()) {
    const auto found = std::find_if(table->begin(), table->end(),
                                    [&](const Node::Entry& entry) { return entry.key == step; });
    return found == table->end() ? nullptr : &found->value;
  }
  const auto* list = node.as<Node::List>();
  std::size_t index = 0;
  const auto [end, failure] = std::from_chars(step.data(), step.data() + step.size(), index);
  return list && failure == std::errc() && index < list->size() ? &(*list)[index] : nullptr;
}

}  // namespace

Place place_in(const Node& document, const std::vector<std::string>& path) {
  const Node* at = &document;
  for (const std::string& step : path) {
    const Node* next = below(*at, step);
    if (!next) break;
    at = next;
  }
  return at->place;
}

}  // namespace bridge::mapping
