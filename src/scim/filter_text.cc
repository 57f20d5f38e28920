#include <array>
#include <nlohmann/json.hpp>

#include "base/overloaded.h"
#include "base/text.h"
#include "scim/comparison.h"
#include "scim/filter.h"

namespace bridge::scim {
namespace {

constexpr std::array<std::string_view, 9> kNames = {"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"};

std::string in_parentheses(const Filter& filter) { return "(" + to_text(filter) + ")"; }

// Parsing groups from the left, so on the right side the same operator needs its parentheses too.
std::string operand_of_and(const Filter& filter, bool right) {
  const bool looser = std::holds_alternative<Or>(filter) || (right && std::holds_alternative<And>(filter));
  return looser ? in_parentheses(filter) : to_text(filter);
}

std::string right_of_or(const Filter& filter) {
  return std::holds_alternative<Or>(filter) ? in_parentheses(filter) : to_text(filter);
}

bool same(const Present& a, const Present& b) { return a.path == b.path; }
bool same(const Compare& a, const Compare& b) {
  return a.path == b.path && a.op == b.op && a.value == b.value;
}
bool same(const And& a, const And& b) { return equal(*a.left, *b.left) && equal(*a.right, *b.right); }
bool same(const Or& a, const Or& b) { return equal(*a.left, *b.left) && equal(*a.right, *b.right); }
bool same(const Not& a, const Not& b) { return equal(*a.inner, *b.inner); }
bool same(const ValuePath& a, const ValuePath& b) { return a.path == b.path && equal(*a.inner, *b.inner); }

}  // namespace

std::string_view name_of(Comparison op) { return kNames[static_cast<std::size_t>(op)]; }

std::optional<Comparison> comparison_of(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i)
    if (equals_ignoring_ascii_case(kNames[i], name)) return static_cast<Comparison>(i);
  return std::nullopt;
}

bool is_textual(Comparison op) {
  return op == Comparison::co || op == Comparison::sw || op == Comparison::ew;
}

std::string to_text(const Filter& filter) {
  return std::visit(overloaded{
                        [](const Present& f) { return to_text(f.path) + " pr"; },
                        [](const Compare& f) {
                          return to_text(f.path).append(" ").append(name_of(f.op)) + " " + to_text(f.value);
                        },
                        [](const And& f) {
                          return operand_of_and(*f.left, false) + " and " + operand_of_and(*f.right, true);
                        },
                        [](const Or& f) { return to_text(*f.left) + " or " + right_of_or(*f.right); },
                        [](const Not& f) { return "not " + in_parentheses(*f.inner); },
                        [](const ValuePath& f) { return to_text(f.path) + "[" + to_text(*f.inner) + "]"; },
                    },
                    filter);
}

bool equal(const Filter& a, const Filter& b) {
  return std::visit(
      [](const auto& x, const auto& y) {
        if constexpr (std::is_same_v<decltype(x), decltype(y)>)
          return same(x, y);
        else
          return false;
      },
      a, b);
}

}  // namespace bridge::scim
