#include "ldap/diagnostic.h"

#include <ldap.h>

#include <algorithm>

#include "base/text.h"

namespace bridge::ldap {
namespace {

// The attribute stands after `before` and ends at `after`; the first line that fits counts. A refusal names
// at most one attribute, but an object class may stand before it.
struct Phrase {
  std::string_view before;
  char after;
};

constexpr Phrase kPhrases[] = {
    {"requires attribute '", '\''},    // OpenLDAP: object class 'person' requires attribute 'sn'
    {"naming attribute '", '\''},      // value of naming attribute 'uid' is not present in entry
    {"attribute '", '\''},             // attribute 'x' not allowed, cannot have multiple values, …
    {"attributes found with (", '='},  // slapo-unique, when it names but one
    {"breaks constraint on ", '\0'},   // slapo-constraint
    {"missing attribute \"", '"'},     // 389: missing attribute "sn" required by object class "person"
    {"attribute: \"", '"'},            // 389: Another entry with the same … (attribute: "uid")
    {"attribute \"", '"'},             // 389: attribute "x" not allowed, single-valued attribute "x" has …
    {"Attribute \"", '"'},             // 389: Attribute "x" not allowed
    {"SINGLE-VALUE attribute ", ' '},  // Samba: SINGLE-VALUE attribute x on CN=… specified more than once
    {"samldb: ", ' '},                 // Samba: samldb: userPrincipalName 'jo@…' is already in use
};

// Words of a diagnostic, in small letters, and what they make of a code.
struct Sign {
  int code;
  std::string_view words;
  Failure::Kind kind;
};
using Kind = Failure::Kind;

constexpr Sign kSigns[] = {
    {LDAP_CONSTRAINT_VIOLATION, "non-unique attributes", Kind::not_unique},                // OpenLDAP
    {LDAP_CONSTRAINT_VIOLATION, "not unique", Kind::not_unique},                           // OpenLDAP
    {LDAP_CONSTRAINT_VIOLATION, "same attribute value already exists", Kind::not_unique},  // 389
    // Active Directory: a service's or a user's principal name, an account's name.
    {LDAP_CONSTRAINT_VIOLATION, "000021c7:", Kind::not_unique},
    {LDAP_CONSTRAINT_VIOLATION, "000021c8:", Kind::not_unique},
    {LDAP_ALREADY_EXISTS, "00000524:", Kind::not_unique},
    {LDAP_CONSTRAINT_VIOLATION, "already in use", Kind::not_unique},  // Samba
    {LDAP_ALREADY_EXISTS, "already in use", Kind::not_unique},        // Samba
    // Members that are there, or are not there; Active Directory by number, Samba in words.
    {LDAP_ALREADY_EXISTS, "00000562:", Kind::value_exists},
    {LDAP_ALREADY_EXISTS, "already exists for target guid", Kind::value_exists},
    {LDAP_UNWILLING_TO_PERFORM, "00000561:", Kind::no_such_value},
    {LDAP_UNWILLING_TO_PERFORM, "doesn't exist for target guid", Kind::no_such_value},
    {LDAP_UNWILLING_TO_PERFORM, "already deleted for target guid", Kind::no_such_value},
    // An attribute that the schema does not know.
    {LDAP_NO_SUCH_ATTRIBUTE, "attribute conversion operation", Kind::refused},
    {LDAP_NO_SUCH_ATTRIBUTE, "not found in the schema", Kind::refused},    // Samba
    {LDAP_TYPE_OR_VALUE_EXISTS, "single-value attribute", Kind::refused},  // Samba
    {LDAP_OTHER, "parent does not exist", Kind::no_such_object},           // Samba, of a rename
};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == ';' ||
         c == '.';
}

// The attribute description (RFC 4512 section 2.5) at the front of the text.
std::string_view leading_name(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_name_character);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::string_view after_phrase(std::string_view text, const Phrase& phrase) {
  const auto at = text.find(phrase.before);
  if (at == std::string_view::npos) return {};
  const auto rest = text.substr(at + phrase.before.size());
  const auto name = leading_name(rest);
  const bool ended = phrase.after == '\0' || (name.size() < rest.size() && rest[name.size()] == phrase.after);
  return ended ? name : std::string_view{};
}

// OpenLDAP: "mail: value #0 invalid per syntax", "modify/add: employeeType: no equality matching rule".
std::string_view before_colon(std::string_view text) {
  constexpr std::string_view kOperations[] = {
      "modify/add: ", "modify/delete: ", "modify/replace: ", "modify/increment: "};
  for (const auto operation : kOperations) {
    if (text.starts_with(operation)) text.remove_prefix(operation.size());
  }
  const auto name = leading_name(text);
  const bool is_number =
      !name.empty() && name.front() >= '0' && name.front() <= '9';  // Samba's, of the error
  return !is_number && !name.empty() && text.substr(name.size()).starts_with(": ") ? name
                                                                                   : std::string_view{};
}

// Active Directory: "000021C7: AtrErr: DSID-03200BBA, #1:\n\t0: …, Att 90290 (userPrincipalName)".
std::string_view after_att(std::string_view text) {
  const auto at = text.find("Att ");
  if (at == std::string_view::npos) return {};
  const auto open = text.find('(', at);
  return open == std::string_view::npos ? std::string_view{} : after_phrase(text.substr(open), {"(", ')'});
}

bool is_active_directory(std::string_view text) { return text.find("DSID-") != std::string_view::npos; }

}  // namespace

AttributeName attribute_at_fault(std::string_view diagnostic) {
  if (is_active_directory(diagnostic)) return std::string(after_att(diagnostic));
  for (const Phrase& phrase : kPhrases) {
    if (const auto name = after_phrase(diagnostic, phrase); !name.empty()) return std::string(name);
  }
  return std::string(before_colon(diagnostic));
}

std::optional<Failure::Kind> kind_by_text(int code, std::string_view diagnostic) {
  const std::string text = ascii_lower(diagnostic);
  const auto* found = std::find_if(std::begin(kSigns), std::end(kSigns), [&](const Sign& sign) {
    return sign.code == code && text.find(sign.words) != std::string::npos;
  });
  return found == std::end(kSigns) ? std::nullopt : std::optional(found->kind);
}

}  // namespace bridge::ldap
