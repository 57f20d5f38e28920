#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "mapping/source.h"
#include "mapping/transform.h"

namespace bridge::mapping {

struct Template;

// ${SOURCE|TRANSFORM|…:-FALLBACK}
struct Placeholder {
  Source source;
  std::vector<Transform> transforms;
  std::shared_ptr<const Template> fallback;  // Or null.
};

// Text with placeholders in it: '${displayName:-${userName}} (staff)'. `$$` stands for a dollar and, inside a
// fallback, `$}` for a brace. Immutable; any thread.
struct Template {
  std::vector<std::variant<std::string, Placeholder>> parts;
};

// Fails with invalid_input that says at which character and what to write.
Result<Template> parse_template(scim::ResourceType type, std::string_view text);

// The text, or nothing when it is empty or a placeholder without a fallback has no value. A source with
// several values gives its primary one, else its first. What is no single value or of no use to a transform
// is added to `unusable`.
std::optional<std::string> evaluate(const Template& made, const Facts& facts, Unusables& unusable);

// All values through all transforms; those that become empty are left out, those that a transform cannot use
// are added to `unusable`.
std::vector<std::string> transformed(std::vector<std::string> values,
                                     const std::vector<Transform>& transforms, Unusables& unusable,
                                     Trace* trace = nullptr);

// Every source, fallbacks included, in the order written.
void for_each_source(const Template& made, const std::function<void(const Source&)>& visit);

}  // namespace bridge::mapping
