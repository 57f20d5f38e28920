#pragma once

#include <cstddef>
#include <string_view>

namespace bridge::scim {

// One piece of a filter's text. Strings are cut out first, so nothing inside one is ever taken for grammar.
struct Token {
  enum class Kind { end, word, string, open, close, open_bracket, close_bracket, broken_string };
  Kind kind = Kind::end;
  std::string_view text;  // As written, a string with its quotes.
  std::size_t at = 0;     // Where in the filter, in bytes from 0.
};

// Reads a text piece by piece. One thread at a time; the text must outlive it.
class FilterTokens {
 public:
  explicit FilterTokens(std::string_view text) : text_(text) { advance(); }

  const Token& peek() const { return token_; }
  Token next();

 private:
  void advance();
  Token read() const;

  std::string_view text_;
  Token token_;
  std::size_t at_ = 0;
};

}  // namespace bridge::scim
