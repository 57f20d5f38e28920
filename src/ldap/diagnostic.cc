#include "ldap/diagnostic.h"

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
  return !name.empty() && text.substr(name.size()).starts_with(": ") ? name : std::string_view{};
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

bool speaks_of_uniqueness(std::string_view diagnostic) {
  constexpr std::string_view kSigns[] = {
      "non-unique attributes",                // OpenLDAP: non-unique attributes found with (|(uid=x)(mail=y))
      "not unique",                           // OpenLDAP: some attributes not unique
      "same attribute value already exists",  // 389
      "000021c7:",                            // AD: the principal name is not unique in the forest
      "000021c8:",                            // AD: the same, for userPrincipalName
  };
  const std::string text = ascii_lower(diagnostic);
  return std::any_of(std::begin(kSigns), std::end(kSigns),
                     [&](std::string_view sign) { return text.find(sign) != std::string::npos; });
}

}  // namespace bridge::ldap
