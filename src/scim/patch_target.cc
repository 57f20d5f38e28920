#include "scim/patch_target.h"

#include <fmt/format.h>

#include "base/overloaded.h"
#include "scim/error.h"
#include "scim/filter_parser.h"

namespace bridge::scim {
namespace {

Result<PatchTarget> parse_value_path(ResourceType type, std::string_view text) {
  auto parsed = FilterParser(type, text).patch_path();
  if (!parsed) return invalid_input(fmt::format("'{}': {}", text, parsed.error().message), kInvalidPath);
  return PatchTarget(
      ValuePathTarget{std::move(parsed->attribute), std::move(parsed->filter), std::move(parsed->sub)});
}

using Mutability = Attribute::Mutability;

AttributePath without_sub(const AttributePath& path) { return {path.urn, path.attribute, {}}; }

// Whether the schema says so of the attribute or of what it is a part of.
bool is_marked(ResourceType type, const AttributePath& path, Mutability mutability) {
  const auto says_so = [&](const Attribute* attribute) {
    return attribute != nullptr && attribute->mutability == mutability;
  };
  return says_so(find_attribute(type, path)) || says_so(find_attribute(type, without_sub(path)));
}

bool is_marked(ResourceType type, const PatchTarget& target, Mutability mutability) {
  return std::visit(
      overloaded{
          [](const WholeResource&) { return false; },
          [&](const AttributePath& path) { return is_marked(type, path, mutability); },
          [&](const ValuePathTarget& path) {
            return is_marked(type, {path.attribute.urn, path.attribute.attribute, path.sub}, mutability);
          },
      },
      target);
}

Status check_shape(ResourceType type, const AttributePath& path) {
  const Attribute* whole = find_attribute(type, without_sub(path));
  if (whole == nullptr || path.sub.empty() || whole->type == Attribute::Type::complex) return Done{};
  return invalid_input(fmt::format("'{}': '{}' has no parts", to_text(path), whole->name), kInvalidPath);
}

Status check_shape(ResourceType type, const ValuePathTarget& path) {
  const Attribute* attribute = find_attribute(type, path.attribute);
  if (attribute == nullptr || attribute->multi_valued) return Done{};
  return invalid_input(
      fmt::format("'{}': '{}' takes one value only", to_text(PatchTarget(path)), attribute->name),
      kInvalidPath);
}

Status check_shape(ResourceType, const WholeResource&) { return Done{}; }

}  // namespace

Result<PatchTarget> parse_patch_target(ResourceType type, std::string_view text) {
  if (text.empty()) return PatchTarget(WholeResource{});
  if (text.find('[') != text.npos) return parse_value_path(type, text);
  TRY_AS(path, parse_attribute_path(type, text));
  if (path == AttributePath{}) return PatchTarget(WholeResource{});  // The URN of the core schema.
  return PatchTarget(std::move(path));
}

Status check_target(ResourceType type, const PatchTarget& target) {
  if (is_read_only(type, target))
    return invalid_input(fmt::format("attribute '{}' is read-only", to_text(target)), kMutability);
  return std::visit([&](const auto& path) { return check_shape(type, path); }, target);
}

bool is_read_only(ResourceType type, const PatchTarget& target) {
  return is_marked(type, target, Mutability::read_only);
}

bool is_immutable(ResourceType type, const PatchTarget& target) {
  return is_marked(type, target, Mutability::immutable);
}

std::string to_text(const PatchTarget& target) {
  return std::visit(overloaded{
                        [](const WholeResource&) { return std::string(); },
                        [](const AttributePath& path) { return to_text(path); },
                        [](const ValuePathTarget& path) {
                          std::string text = to_text(path.attribute) + "[" + to_text(*path.filter) + "]";
                          return path.sub.empty() ? text : text + "." + path.sub;
                        },
                    },
                    target);
}

}  // namespace bridge::scim
