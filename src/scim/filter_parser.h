#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "scim/filter.h"
#include "scim/filter_tokens.h"

namespace bridge::scim {

// Reads filters by recursive descent, one function per rule of RFC 7644 figure 1. One text, one use.
class FilterParser {
 public:
  FilterParser(ResourceType type, std::string_view text) : type_(type), text_(text), tokens_(text) {}

  // The text as one filter.
  Result<FilterPtr> whole();

  // A value path as PATCH has them (RFC 7644 figure 7): emails[type eq "work"].value
  struct PatchPath {
    AttributePath attribute;
    FilterPtr filter;
    std::string sub;
  };
  Result<PatchPath> patch_path();

 private:
  // Where a name is looked up: at the top of a resource, or among the sub-attributes of this attribute.
  using Scope = const AttributePath*;

  Result<FilterPtr> disjunction(Scope scope, int depth);
  Result<FilterPtr> conjunction(Scope scope, int depth);
  Result<FilterPtr> term(Scope scope, int depth);
  Result<FilterPtr> parenthesised(Scope scope, int depth);
  Result<FilterPtr> expression(Scope scope, int depth);
  Result<FilterPtr> bracketed(const AttributePath& attribute, int depth);
  Result<FilterPtr> value_path(const AttributePath& attribute, int depth);
  Result<FilterPtr> comparison(Scope scope, AttributePath path);
  Result<FilterPtr> compare(Scope scope, AttributePath path, Comparison op);
  Result<AttributePath> name(Scope scope);
  Result<AttributePath> descend_to_value(Scope scope, AttributePath path, const Token& at) const;
  Result<std::string> sub_after_bracket(const AttributePath& attribute);

  const Attribute* look_up(Scope scope, const AttributePath& path) const;
  bool at_word(std::string_view word) const;
  Status expect(Token::Kind kind, std::string_view what);
  Status well_formed() const;
  Error unexpected(const Token& token, std::string_view expected) const;

  ResourceType type_;
  std::string_view text_;
  FilterTokens tokens_;
  int terms_ = 0;
};

}  // namespace bridge::scim
