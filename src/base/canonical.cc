#include "base/canonical.h"

#include "base/overloaded.h"

namespace bridge {
namespace {

// Lengths keep neighbours apart.
void append(std::string& to, char kind, const std::string& text) {
  to += kind + std::to_string(text.size()) + ':' + text;
}

void append(std::string& to, const Node& node) {
  std::visit(overloaded{
                 [&](const std::string& text) { append(to, 's', text); },
                 [&](std::int64_t number) { append(to, 'i', std::to_string(number)); },
                 [&](double number) { append(to, 'd', std::to_string(number)); },
                 [&](bool flag) { append(to, 'b', flag ? "1" : "0"); },
                 [&](const Node::Moment&) { append(to, 'm', ""); },
                 [&](const Node::List& list) {
                   append(to, 'l', std::to_string(list.size()));
                   for (const Node& one : list) append(to, one);
                 },
                 [&](const Node::Table& table) {
                   append(to, 't', std::to_string(table.size()));
                   for (const auto& [key, place, value] : table) {
                     append(to, 'k', key);
                     append(to, value);
                   }
                 },
             },
             node.value);
}

}  // namespace

std::string canonical_text(const Node& table, std::string_view without) {
  std::string text;
  if (const auto* entries = table.as<Node::Table>()) {
    for (const auto& [key, place, value] : *entries) {
      if (key == without) continue;
      append(text, 'k', key);
      append(text, value);
    }
  }
  return text;
}

}  // namespace bridge
