#pragma once

#include <deque>
#include <span>
#include <string>
#include <vector>

#include "ldap/entry.h"
#include "ldap/handles.h"

namespace bridge::ldap {

// LDAPMod tables for libldap, borrowed from the values they describe; those must outlive the list.
class ModList {
 public:
  explicit ModList(std::span<const Modification> changes);
  explicit ModList(const Attributes& attributes);  // Attributes without values are left out.

  LDAPMod** get() { return table_.data(); }

 private:
  void put(int op, const AttributeName& attribute, const Values& values);
  void finish();

  struct Part {
    LDAPMod mod;
    std::vector<berval> values;
    std::vector<berval*> pointers;
  };
  std::deque<Part> parts_;  // Addresses stay.
  std::vector<LDAPMod*> table_;
};

// The names of attributes to return, as libldap takes them; null for "all user attributes".
class AttributeList {
 public:
  explicit AttributeList(std::vector<std::string> names);

  char** get() { return names_.empty() ? nullptr : table_.data(); }

 private:
  std::vector<std::string> names_;
  std::vector<char*> table_;
};

}  // namespace bridge::ldap
