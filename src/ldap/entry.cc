#include "ldap/entry.h"

namespace bridge::ldap {

const Values& values_of(const Attributes& attributes, const AttributeName& name) {
  static const Values none;
  const auto found = attributes.find(name);
  return found == attributes.end() ? none : found->second;
}

}  // namespace bridge::ldap
