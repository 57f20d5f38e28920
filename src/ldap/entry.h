#pragma once

#include <map>
#include <string>
#include <vector>

#include "ldap/attribute_name.h"
#include "ldap/dn.h"

namespace bridge::ldap {

using Values = std::vector<std::string>;  // Raw bytes; a set, so the order means nothing.
using Attributes = std::map<AttributeName, Values>;

// None when the attribute is not there.
const Values& values_of(const Attributes& attributes, const AttributeName& name);

struct Entry {
  Dn dn;
  Attributes attributes;

  bool operator==(const Entry&) const = default;
};

// One change inside a modify (RFC 4511 section 4.6). An empty value list with `remove` or `replace` takes all
// away.
struct Modification {
  enum class Kind { add, remove, replace };
  Kind kind = Kind::add;
  AttributeName attribute;
  Values values;

  bool operator==(const Modification&) const = default;
};
using Modifications = std::vector<Modification>;

}  // namespace bridge::ldap
