#include "mapping/value_loader.h"

#include <fmt/core.h>

#include <algorithm>

#include "mapping/transform_loader.h"

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

Pick load_pick(ResourceType type, const std::string& name, Section& table, const Node& from, bool all) {
  Pick pick{OwnId{}, all};
  std::string text;
  table.read("from", text);
  if (!from.as<std::string>()) return pick;
  if (auto source = parse_source(type, text))
    pick.source = *std::move(source);
  else
    refuse(name, from, text, source.error(), table.faults());
  return pick;
}

Allocate load_allocate(Section& table) {
  Allocate allocate;
  table.read("allocate", allocate.pool);
  return allocate;
}

Generate load_generate(Section& table) {
  Generate generate;
  table.read("generate", generate.form,
             {{"plain", PasswordForm::plain}, {"active-directory", PasswordForm::active_directory}});
  return generate;
}

// The keys that say where values come from: one of them, and only one.
constexpr std::string_view kMakers[] = {"value", "from", "allocate", "generate"};

// The one that is there, or nothing after a fault.
std::string_view maker_of(const std::string& name, Section& table) {
  std::vector<std::string_view> found;
  for (const std::string_view key : kMakers)
    if (table.find(key)) found.push_back(key);
  if (found.size() == 1) return found.front();
  std::string problem = "write either value = 'TEMPLATE' or from = 'PATH'";
  if (found.size() > 1) problem = fmt::format("has both '{}' and '{}'; leave one out", found[0], found[1]);
  if (found.empty() && table.has("when")) problem = "'when' says when, but not what; add value = 'TEMPLATE'";
  table.faults().add(table.place(), fmt::format("'{}': {}", name, problem));
  return "";
}

void refuse_beside(std::string_view maker, Section& table) {
  for (const char* key : {"transform", "default", "multi"})
    if (table.has(key))
      table.fault(key, fmt::format("goes with 'value' and 'from' only, not with '{}'", maker));
}

}  // namespace

Condition load_condition(ResourceType type, Section& table) {
  std::string text;
  table.read("when", text);
  const Node* node = table.find("when");
  if (!node || !node->as<std::string>()) return nullptr;
  auto condition = parse_condition(type, text);
  if (condition) return *std::move(condition);
  refuse("when", *node, text, condition.error(), table.faults());
  return nullptr;
}

Alternative load_alternative(ResourceType type, const std::string& name, Section& table) {
  Alternative made;
  made.when = load_condition(type, table);
  bool all = false;
  table.read("multi", all, {{"first", false}, {"all", true}});
  made.transforms = load_transforms(table);
  if (const Node* fallback = table.find("default"))
    made.fallback = load_template(type, "default", *fallback, table.faults());

  const std::string_view maker = maker_of(name, table);
  if (maker == "from") {
    made.value = load_pick(type, name, table, *table.find("from"), all);
    return made;
  }
  if (maker == "value") {
    made.value = load_templates(type, name, *table.find("value"), table.faults());
    if (table.has("multi"))
      table.fault("multi", "goes with 'from' only; write several templates as a list instead");
    return made;
  }
  if (maker == "allocate") made.value = load_allocate(table);
  if (maker == "generate") made.value = load_generate(table);
  if (!maker.empty()) refuse_beside(maker, table);
  return made;
}

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

}  // namespace bridge::mapping
