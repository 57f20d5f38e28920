#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "ldap/attribute_name.h"

namespace bridge::ldap {

// Why the directory did not do it, sorted by what a caller can do about it.
struct Failure {
  enum class Kind {
    no_such_object,    // 32: the entry, or the parent of an add, is not there.
    already_exists,    // 68
    no_such_value,     // 16: an attribute or value to remove is not there.
    value_exists,      // 20: a value to add is there already.
    no_equality_rule,  // 18: single values of this attribute cannot be removed; replace them all.
    not_a_leaf,        // 66
    assertion_failed,  // 122 (RFC 4528)
    not_unique,        // 19, where the server says that another entry has the value already.
    refused,           // Schema, syntax, naming, constraint: this content will never be taken.
    denied,            // 50, 53, 8, 13, 10 …: our rights or the server's policy; not the client's fault.
    unavailable,       // Busy, down, timed out, no connection.
  };

  Kind kind = Kind::unavailable;
  int code = 0;  // RFC 4511 resultCode; negative for libldap's own.
  // "modifying 'cn=eng,…': Object class violation (object class 'groupOfNames' requires attribute 'member')"
  std::string message;
  AttributeName attribute;  // The attribute at fault, where the server's diagnostic names it; else empty.

  // True when the request may still have been, or may yet be, carried out: the connection went away or the
  // time ran out after it was sent. The session is closed then; only looking at the directory tells what
  // happened.
  bool outcome_unknown = false;

  // For callers that do not tell the kinds apart.
  Error to_error() const;
};

// What a server's answer means: `doing` is "adding 'uid=x,…'", the diagnostic is the server's own text. Any
// thread.
Failure make_failure(int code, std::string_view doing, std::string_view diagnostic);

template <class T>
using Outcome = Result<T, Failure>;

}  // namespace bridge::ldap
