#pragma once

#include "base/section.h"

namespace bridge::config {

// Each table of a list of tables, written as [[name]] or as { … }.
template <class Read>
void each_table(Section& section, const char* key, const char* wanted, const Read& read) {
  const Node* node = section.find(key);
  if (!node) return;
  const auto* list = node->as<Node::List>();
  if (!list) return section.wrong_kind(key, *node, wanted);
  for (const Node& each : *list) read(Section(each, section.faults()));
}

}  // namespace bridge::config
