#include "scim/filter_operand.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "scim/comparison.h"
#include "scim/date_time.h"
#include "scim/error.h"

namespace bridge::scim {
namespace {

using Type = Attribute::Type;

Json read_word(std::string_view word) {
  const std::string lower = ascii_lower(word);
  if (lower == "true") return true;
  if (lower == "false") return false;
  if (lower == "null") return nullptr;
  if (auto number = parse_json(word); number && number->is_number()) return *std::move(number);
  return std::string(word);
}

Result<Json> read_literal(const Token& token) {
  if (token.kind == Token::Kind::word) return read_word(token.text);
  if (token.kind == Token::Kind::string) return parse_json(token.text);
  return invalid_input(token.kind == Token::Kind::broken_string ? "the string has no end"
                                                                : "a value is missing");
}

Result<Json> as_boolean(const Attribute& attribute, const Json& value) {
  if (value.is_boolean()) return value;
  if (value.is_string()) {
    const std::string lower = ascii_lower(value.get_ref<const std::string&>());
    if (lower == "true" || lower == "false") return Json(lower == "true");
  }
  return invalid_input(fmt::format("attribute '{}' is a boolean", attribute.name));
}

Result<Json> as_date_time(const Attribute& attribute, const Json& value) {
  if (value.is_string() && parse_date_time(value.get_ref<const std::string&>())) return value;
  return invalid_input(
      fmt::format("attribute '{}' is a dateTime, such as \"2008-01-23T04:56:22Z\"", attribute.name));
}

// What was written without quotes is text all the same.
Result<Json> as_text(Json value, const Token& token) {
  return value.is_string() ? std::move(value) : Json(std::string(token.text));
}

}  // namespace

Result<Json> read_operand(const Attribute* attribute, Comparison op, const Token& token) {
  TRY_AS(value, read_literal(token));
  if (attribute == nullptr || value.is_null()) return Json(std::move(value));
  switch (attribute->type) {
    case Type::boolean:
      return as_boolean(*attribute, value);
    case Type::date_time:
      return is_textual(op) ? as_text(std::move(value), token) : as_date_time(*attribute, value);
    case Type::string:
    case Type::reference:
    case Type::binary:
      return as_text(std::move(value), token);
    case Type::decimal:
    case Type::integer:
    case Type::complex:
      break;
  }
  return Json(std::move(value));
}

Status check_operator(const Attribute* attribute, Comparison op, const Json& value) {
  const bool only_equality = value.is_boolean() || value.is_null();
  const bool orders =
      op == Comparison::gt || op == Comparison::ge || op == Comparison::lt || op == Comparison::le;
  const bool equality = op == Comparison::eq || op == Comparison::ne;
  if (only_equality && !equality)
    return invalid_input("a boolean or null can only be compared with eq and ne");
  if (orders && attribute != nullptr && attribute->type == Type::binary)
    return invalid_input(fmt::format("attribute '{}' is binary and has no order", attribute->name));
  return Done{};
}

}  // namespace bridge::scim
