#include "scim/filter_tokens.h"

#include <algorithm>

namespace bridge::scim {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kEndsWord = " \t\r\n()[]\"";

// The length of a string with both its quotes; 0 when the second is missing.
std::size_t string_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\') ++i;
  }
  return 0;
}

Token::Kind kind_of(char c) {
  switch (c) {
    case '(':
      return Token::Kind::open;
    case ')':
      return Token::Kind::close;
    case '[':
      return Token::Kind::open_bracket;
    case ']':
      return Token::Kind::close_bracket;
    case '"':
      return Token::Kind::string;
    default:
      return Token::Kind::word;
  }
}

}  // namespace

Token FilterTokens::next() {
  const Token token = token_;
  advance();
  return token;
}

void FilterTokens::advance() {
  at_ = std::min(text_.find_first_not_of(kBlanks, at_), text_.size());
  token_ = read();
  at_ += token_.text.size();
}

Token FilterTokens::read() const {
  const std::string_view rest = text_.substr(at_);
  if (rest.empty()) return {Token::Kind::end, rest, at_};
  const Token::Kind kind = kind_of(rest[0]);
  if (kind == Token::Kind::word) return {kind, rest.substr(0, rest.find_first_of(kEndsWord)), at_};
  if (kind != Token::Kind::string) return {kind, rest.substr(0, 1), at_};
  const std::size_t length = string_length(rest);
  return length == 0 ? Token{Token::Kind::broken_string, rest, at_}
                     : Token{kind, rest.substr(0, length), at_};
}

}  // namespace bridge::scim
