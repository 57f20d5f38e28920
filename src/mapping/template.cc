#include "mapping/template.h"

#include "base/overloaded.h"

namespace bridge::mapping {
namespace {

// What a placeholder adds to the text, or nothing when it leaves the whole template without a value.
std::optional<std::string> fill(const Placeholder& placeholder, const Facts& facts, Unusables& unusable);

std::optional<std::string> join(const Template& made, const Facts& facts, Unusables& unusable) {
  std::string text;
  for (const auto& part : made.parts) {
    const auto piece = std::visit(
        overloaded{[](const std::string& literal) { return std::optional(literal); },
                   [&](const Placeholder& placeholder) { return fill(placeholder, facts, unusable); }},
        part);
    if (!piece) return std::nullopt;
    text += *piece;
  }
  return text;
}

std::optional<std::string> fill(const Placeholder& placeholder, const Facts& facts, Unusables& unusable) {
  Selection selection = read(placeholder.source, facts);
  unusable.insert(unusable.end(), selection.unusable.begin(), selection.unusable.end());
  auto values = transformed(std::move(selection.values), placeholder.transforms, unusable, facts.trace);
  if (!values.empty()) return std::move(values.front());
  if (!placeholder.fallback) return std::nullopt;
  if (facts.trace) facts.trace->note("fallback", {});
  return join(*placeholder.fallback, facts, unusable);
}

}  // namespace

std::optional<std::string> evaluate(const Template& made, const Facts& facts, Unusables& unusable) {
  auto text = join(made, facts, unusable);
  if (text && text->empty()) return std::nullopt;
  return text;
}

std::vector<std::string> transformed(std::vector<std::string> values,
                                     const std::vector<Transform>& transforms, Unusables& unusable,
                                     Trace* trace) {
  for (const Transform& transform : transforms) {
    values = transform.apply(std::move(values), unusable);
    if (trace) trace->note("|" + transform.text, values);
  }
  return values;
}

void for_each_source(const Template& made, const std::function<void(const Source&)>& visit) {
  for (const auto& part : made.parts) {
    const auto* placeholder = std::get_if<Placeholder>(&part);
    if (!placeholder) continue;
    visit(placeholder->source);
    if (placeholder->fallback) for_each_source(*placeholder->fallback, visit);
  }
}

}  // namespace bridge::mapping
