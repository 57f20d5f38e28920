#include "ldap/failure.h"

#include <ldap.h>

#include <algorithm>

#include "ldap/diagnostic.h"

namespace bridge::ldap {
namespace {

using Kind = Failure::Kind;

struct Meaning {
  int code;
  Kind kind;
};

// RFC 4511 section 4.1.9, by what a caller can do. What is not here is `denied` when the server said it and
// `unavailable` when libldap did.
constexpr Meaning kMeanings[] = {
    {LDAP_PROTOCOL_ERROR, Kind::refused},
    {LDAP_TIMELIMIT_EXCEEDED, Kind::unavailable},
    {LDAP_NO_SUCH_ATTRIBUTE, Kind::no_such_value},
    {LDAP_UNDEFINED_TYPE, Kind::refused},
    {LDAP_INAPPROPRIATE_MATCHING, Kind::no_equality_rule},
    {LDAP_CONSTRAINT_VIOLATION, Kind::refused},
    {LDAP_TYPE_OR_VALUE_EXISTS, Kind::value_exists},
    {LDAP_INVALID_SYNTAX, Kind::refused},
    {LDAP_NO_SUCH_OBJECT, Kind::no_such_object},
    {LDAP_ALIAS_PROBLEM, Kind::refused},
    {LDAP_INVALID_DN_SYNTAX, Kind::refused},
    {LDAP_ALIAS_DEREF_PROBLEM, Kind::refused},
    {LDAP_BUSY, Kind::unavailable},
    {LDAP_UNAVAILABLE, Kind::unavailable},
    {LDAP_NAMING_VIOLATION, Kind::refused},
    {LDAP_OBJECT_CLASS_VIOLATION, Kind::refused},
    {LDAP_NOT_ALLOWED_ON_NONLEAF, Kind::not_a_leaf},
    {LDAP_NOT_ALLOWED_ON_RDN, Kind::refused},
    {LDAP_ALREADY_EXISTS, Kind::already_exists},
    {LDAP_NO_OBJECT_CLASS_MODS, Kind::refused},
    {LDAP_AFFECTS_MULTIPLE_DSAS, Kind::refused},
    {LDAP_OTHER, Kind::unavailable},
    {LDAP_ASSERTION_FAILED, Kind::assertion_failed},
    {LDAP_ENCODING_ERROR, Kind::refused},
    {LDAP_FILTER_ERROR, Kind::refused},
    {LDAP_PARAM_ERROR, Kind::refused},
};

Kind kind_of(int code) {
  const auto* found = std::find_if(std::begin(kMeanings), std::end(kMeanings),
                                   [code](const Meaning& meaning) { return meaning.code == code; });
  if (found != std::end(kMeanings)) return found->kind;
  return code < 0 ? Kind::unavailable : Kind::denied;
}

// 389 ends its text with a newline, AD has some inside: a message is one line.
std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!blank) line.push_back(c);
    if (blank && !line.empty() && line.back() != ' ') line.push_back(' ');
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

}  // namespace

Failure make_failure(int code, std::string_view doing, std::string_view diagnostic) {
  Failure failure;
  failure.kind = kind_by_text(code, diagnostic).value_or(kind_of(code));
  failure.code = code;
  failure.message = std::string(doing) + ": " + ldap_err2string(code);
  if (const std::string detail = one_line(diagnostic); !detail.empty())
    failure.message += " (" + detail + ")";
  failure.attribute = attribute_at_fault(diagnostic);
  return failure;
}

Error Failure::to_error() const {
  switch (kind) {
    case Kind::no_such_object:
    case Kind::no_such_value:
      return {Error::Code::not_found, message};
    case Kind::already_exists:
    case Kind::not_unique:
      return {Error::Code::conflict, message, "uniqueness"};
    case Kind::value_exists:
    case Kind::not_a_leaf:
      return {Error::Code::conflict, message};
    case Kind::no_equality_rule:
    case Kind::refused:
      return {Error::Code::invalid_input, message, "invalidValue"};
    case Kind::assertion_failed:
      return {Error::Code::precondition, message};
    case Kind::denied:  // Our rights, not the caller's: once someone has set them right, a repeat works.
    case Kind::unavailable:
      break;
  }
  return {Error::Code::unavailable, message};
}

}  // namespace bridge::ldap
