#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "ldap/attribute_name.h"

namespace bridge::ldap {

// One attribute and value of an RDN; the value is raw, never escaped.
struct Ava {
  AttributeName type;
  std::string value;

  bool operator==(const Ava&) const = default;
};

// A relative distinguished name (RFC 4512 section 2.3.1): usually one pair.
using Rdn = std::vector<Ava>;

// A distinguished name as a value: parsed and printed by libldap (RFC 4514), so that no value can break out
// of it. Two DNs are equal when they name the same entry: spaces, escape forms, letter case and the order
// inside a multi-valued RDN do not count. Ordered by that normal form. Any thread.
class Dn {
 public:
  Dn() = default;  // The empty DN: the root DSE.

  // Fails with invalid_input that quotes the text.
  static Result<Dn> parse(std::string_view text);

  // The entry named `rdn` directly below `parent`. Fails with invalid_input when the RDN or a value of it is
  // empty.
  static Result<Dn> child(const Rdn& rdn, const Dn& parent);

  const std::string& text() const { return text_; }
  const std::string& normal() const { return normal_; }  // For keys and indices; print text() to people.
  bool empty() const { return text_.empty(); }

  Rdn rdn() const;                      // Of a non-empty DN.
  Dn parent() const;                    // Of a non-empty DN.
  bool is_below(const Dn& base) const;  // Not the base itself.

  bool operator==(const Dn& other) const { return normal_ == other.normal_; }
  std::strong_ordering operator<=>(const Dn& other) const { return normal_ <=> other.normal_; }

 private:
  std::string text_;
  std::string normal_;
};

// The RDN alone, as text.
std::string to_text(const Rdn& rdn);

}  // namespace bridge::ldap
