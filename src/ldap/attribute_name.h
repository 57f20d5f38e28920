#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "base/text.h"

namespace bridge::ldap {

// An attribute description (RFC 4512 section 2.5): compared without case, kept as written.
class AttributeName {
 public:
  AttributeName() = default;
  AttributeName(std::string written) : written_(std::move(written)), folded_(ascii_lower(written_)) {}
  AttributeName(const char* written) : AttributeName(std::string(written)) {}

  const std::string& text() const { return written_; }
  bool empty() const { return written_.empty(); }

  bool operator==(const AttributeName& other) const { return folded_ == other.folded_; }
  std::strong_ordering operator<=>(const AttributeName& other) const { return folded_ <=> other.folded_; }

 private:
  std::string written_;
  std::string folded_;
};

}  // namespace bridge::ldap
