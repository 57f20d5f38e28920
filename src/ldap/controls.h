#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "ldap/connection.h"
#include "ldap/entry.h"
#include "ldap/filter.h"

namespace bridge::ldap {

inline constexpr const char* kPermissiveModify = "1.2.840.113556.1.4.1413";

// The controls of one request (RFC 4511 section 4.1.11), with the memory they borrow.
class Controls {
 public:
  // Not critical: a server that does not know it answers as if it were not there.
  void permissive_modify() { put(kPermissiveModify, false, {}); }
  // Critical: nothing is done unless the filter holds (RFC 4528). Returns a libldap code.
  int assertion(LDAP* handle, const Filter& filter);
  int page(LDAP* handle, int size, std::string_view cookie);  // RFC 2696
  int post_read(const std::vector<std::string>& attributes);  // RFC 4527
  // Critical: what changes from this cookie on, for good (RFC 4533).
  int sync(std::string_view cookie);

  LDAPControl** get();  // For one ldap_*_ext call, while this object lives.

 private:
  void put(const char* oid, bool critical, std::string_view value);

  struct Held {
    std::string oid;
    std::string value;
    LDAPControl control;
  };
  std::deque<Held> held_;  // Addresses stay.
  std::vector<LDAPControl*> table_;
};

// What came back; empty when the control is not there.
std::string page_cookie(const Connection& connection, const Reply& reply);
std::string post_read_value(const Reply& reply, const AttributeName& attribute);

}  // namespace bridge::ldap
