#include "scim/filter_parser.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "base/text.h"
#include "scim/comparison.h"
#include "scim/error.h"
#include "scim/filter_operand.h"
#include "scim/path_name.h"

namespace bridge::scim {
namespace {

constexpr int kDeepest = 50;
constexpr int kMostTerms = 200;

using Kind = Token::Kind;

template <class Node>
FilterPtr make(Node node) {
  return std::make_shared<const Filter>(std::move(node));
}

Error at_place(const Token& token, std::string_view what) {
  return invalid_input(fmt::format("filter, character {}: {}", token.at + 1, what), kInvalidFilter);
}

// What stands there, short enough for a message.
std::string quoted(const Token& token) {
  if (token.kind == Kind::end) return "the end";
  constexpr std::size_t kLongest = 40;
  if (token.text.size() <= kLongest) return fmt::format("'{}'", token.text);
  return fmt::format("'{}…'", token.text.substr(0, kLongest));
}

}  // namespace

Result<FilterPtr> FilterParser::whole() {
  TRY(well_formed());
  TRY_AS(filter, disjunction(nullptr, 0));
  TRY(expect(Kind::end, "'and', 'or' or the end"));
  return FilterPtr(std::move(filter));
}

Result<FilterParser::PatchPath> FilterParser::patch_path() {
  TRY(well_formed());
  TRY_AS(attribute, name(nullptr));
  TRY_AS(filter, bracketed(attribute, 1));
  TRY_AS(sub, sub_after_bracket(attribute));
  TRY(expect(Kind::end, "the end of the path"));
  return PatchPath{std::move(attribute), std::move(filter), std::move(sub)};
}

Result<FilterPtr> FilterParser::disjunction(Scope scope, int depth) {
  TRY_AS(first, conjunction(scope, depth));
  FilterPtr filter = std::move(first);
  while (at_word("or")) {
    tokens_.next();
    TRY_AS(right, conjunction(scope, depth));
    filter = make(Or{std::move(filter), std::move(right)});
  }
  return filter;
}

Result<FilterPtr> FilterParser::conjunction(Scope scope, int depth) {
  TRY_AS(first, term(scope, depth));
  FilterPtr filter = std::move(first);
  while (at_word("and")) {
    tokens_.next();
    TRY_AS(right, term(scope, depth));
    filter = make(And{std::move(filter), std::move(right)});
  }
  return filter;
}

Result<FilterPtr> FilterParser::term(Scope scope, int depth) {
  if (depth > kDeepest) return at_place(tokens_.peek(), fmt::format("nested deeper than {}", kDeepest));
  if (++terms_ > kMostTerms) return at_place(tokens_.peek(), fmt::format("more than {} terms", kMostTerms));
  if (tokens_.peek().kind == Kind::open) return parenthesised(scope, depth);
  if (!at_word("not")) return expression(scope, depth);
  tokens_.next();
  if (tokens_.peek().kind != Kind::open) return unexpected(tokens_.peek(), "'(' after 'not'");
  TRY_AS(inner, parenthesised(scope, depth));
  return make(Not{std::move(inner)});
}

Result<FilterPtr> FilterParser::parenthesised(Scope scope, int depth) {
  TRY(expect(Kind::open, "'('"));
  TRY_AS(inner, disjunction(scope, depth + 1));
  TRY(expect(Kind::close, "')'"));
  return FilterPtr(std::move(inner));
}

Result<FilterPtr> FilterParser::expression(Scope scope, int depth) {
  TRY_AS(path, name(scope));
  if (tokens_.peek().kind != Kind::open_bracket) return comparison(scope, std::move(path));
  if (scope != nullptr) return unexpected(tokens_.peek(), "no second '['");
  return value_path(path, depth + 1);
}

Result<FilterPtr> FilterParser::bracketed(const AttributePath& attribute, int depth) {
  if (!attribute.sub.empty() || attribute.attribute.empty())
    return unexpected(tokens_.peek(), "an attribute before '['");
  TRY(expect(Kind::open_bracket, "'['"));
  TRY_AS(inner, disjunction(&attribute, depth));
  TRY(expect(Kind::close_bracket, "']'"));
  return FilterPtr(std::move(inner));
}

// What follows the bracket, as in emails[type eq "work"].value eq "x", is one more condition on the element.
Result<FilterPtr> FilterParser::value_path(const AttributePath& attribute, int depth) {
  TRY_AS(inner, bracketed(attribute, depth));
  TRY_AS(sub, sub_after_bracket(attribute));
  if (sub.empty() && !comparison_of(tokens_.peek().text) && !at_word("pr"))
    return make(ValuePath{attribute, std::move(inner)});
  TRY_AS(condition, comparison(&attribute, {{}, sub.empty() ? "value" : sub, {}}));
  return make(ValuePath{attribute, make(And{std::move(inner), std::move(condition)})});
}

Result<FilterPtr> FilterParser::comparison(Scope scope, AttributePath path) {
  const Token token = tokens_.next();
  if (token.kind == Kind::word && equals_ignoring_ascii_case(token.text, "pr"))
    return make(Present{std::move(path)});
  const auto op = token.kind == Kind::word ? comparison_of(token.text) : std::nullopt;
  if (!op) return unexpected(token, "an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr)");
  return compare(scope, std::move(path), *op);
}

// An attribute without a value is null (RFC 7643 section 2.5), so comparing with null asks for presence.
Result<FilterPtr> FilterParser::compare(Scope scope, AttributePath path, Comparison op) {
  const Token token = tokens_.next();
  TRY_AS(target, descend_to_value(scope, std::move(path), token));
  const Attribute* attribute = look_up(scope, target);
  auto value = read_operand(attribute, op, token);
  if (!value) return at_place(token, value.error().message);
  if (auto fits = check_operator(attribute, op, *value); !fits) return at_place(token, fits.error().message);
  if (!value->is_null()) return make(Compare{std::move(target), op, *std::move(value)});
  FilterPtr present = make(Present{std::move(target)});
  return op == Comparison::ne ? present : make(Not{std::move(present)});
}

Result<AttributePath> FilterParser::name(Scope scope) {
  const Token token = tokens_.next();
  if (token.kind != Kind::word) return unexpected(token, "an attribute name");
  if (scope == nullptr) {
    auto path = parse_attribute_path(type_, token.text);
    if (path && !path->attribute.empty()) return path;
    return unexpected(token, "an attribute name");
  }
  if (!is_attribute_name(token.text)) return unexpected(token, "the name of a sub-attribute");
  AttributePath path{{}, std::string(token.text), {}};
  if (const Attribute* known = look_up(scope, path)) path.attribute = known->name;
  return path;
}

// emails eq "x" asks about emails.value (RFC 7644 section 3.4.2.2 compares complex attributes by it).
Result<AttributePath> FilterParser::descend_to_value(Scope scope, AttributePath path, const Token& at) const {
  const Attribute* attribute = look_up(scope, path);
  if (attribute == nullptr || attribute->type != Attribute::Type::complex) return path;
  if (attribute->sub("value") == nullptr)
    return at_place(at, fmt::format("attribute '{}' is complex: compare one of its parts", to_text(path)));
  path.sub = "value";
  return path;
}

Result<std::string> FilterParser::sub_after_bracket(const AttributePath& attribute) {
  const Token& token = tokens_.peek();
  if (token.kind != Kind::word || token.text[0] != '.') return std::string();
  const std::string_view text = token.text.substr(1);
  if (!is_attribute_name(text)) return unexpected(token, "the name of a sub-attribute");
  const Attribute* known = look_up(&attribute, {{}, std::string(text), {}});
  tokens_.next();
  return known ? known->name : std::string(text);
}

const Attribute* FilterParser::look_up(Scope scope, const AttributePath& path) const {
  return find_attribute(type_, scope ? AttributePath{scope->urn, scope->attribute, path.attribute} : path);
}

bool FilterParser::at_word(std::string_view word) const {
  return tokens_.peek().kind == Kind::word && equals_ignoring_ascii_case(tokens_.peek().text, word);
}

Status FilterParser::expect(Token::Kind kind, std::string_view what) {
  const Token token = tokens_.peek();
  if (token.kind != kind) return unexpected(token, what);
  tokens_.next();
  return Done{};
}

Status FilterParser::well_formed() const {
  if (is_utf8(text_)) return Done{};
  return invalid_input("the filter is not UTF-8", kInvalidFilter);
}

Error FilterParser::unexpected(const Token& token, std::string_view expected) const {
  return at_place(token, fmt::format("expected {}, not {}", expected, quoted(token)));
}

Result<FilterPtr> parse_filter(ResourceType type, std::string_view text) {
  return FilterParser(type, text).whole();
}

}  // namespace bridge::scim
