#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ldap/attribute_name.h"

namespace bridge::ldap {

// A search filter (RFC 4515) built from values; every value is escaped by libldap, so none can change its
// meaning.
class Filter {
 public:
  static Filter present(const AttributeName& attribute);
  static Filter equals(const AttributeName& attribute, std::string_view value);
  static Filter all_of(const std::vector<Filter>& filters);
  static Filter any_of(const std::vector<Filter>& filters);

  const std::string& text() const { return text_; }

 private:
  explicit Filter(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace bridge::ldap
