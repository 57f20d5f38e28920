#include "mapping/syntax_check.h"

#include <algorithm>

#include "ldap/dn.h"

namespace bridge::mapping {
namespace {

using Severity = Finding::Severity;

bool all(const std::string& text, bool (*allowed)(unsigned char)) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [&](char c) { return allowed(static_cast<unsigned char>(c)); });
}
bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
bool is_letter(unsigned char c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z'; }
bool is_printable(unsigned char c) {
  return is_digit(c) || is_letter(c) ||
         std::string_view(" '()+,-./:?=\"").find(static_cast<char>(c)) != std::string_view::npos;
}

bool is_ascii(const std::string& value) {
  return std::all_of(value.begin(), value.end(), [](unsigned char c) { return c < 0x80; });
}
bool is_printable_text(const std::string& value) { return all(value, is_printable); }
bool is_boolean(const std::string& value) { return value == "TRUE" || value == "FALSE"; }
bool is_integer(const std::string& value) {
  return all(value.starts_with('-') ? value.substr(1) : value, is_digit);
}
bool is_country(const std::string& value) { return value.size() == 2 && all(value, is_letter); }
bool is_dn(const std::string& value) { return static_cast<bool>(ldap::Dn::parse(value)); }
bool is_numeric(const std::string& value) {
  return all(value, [](unsigned char c) { return is_digit(c) || c == ' '; });
}
// At least year, month, day and hour, and a zone.
bool is_time(const std::string& value) {
  const std::string digits = value.substr(0, value.find_first_not_of("0123456789"));
  return digits.size() >= 10 && digits.size() <= 14 && value.size() > digits.size() &&
         value.find_first_not_of("0123456789.,Z+-") == std::string::npos;
}

using Contents = std::initializer_list<Content>;

struct Syntax {
  const char* oid;
  const char* holds;   // "holds … only"
  const char* advice;  // What to write instead.
  bool (*takes)(const std::string&);
  Contents fits, may_fit;  // Other contents never do; `chosen` always might.
};

constexpr const char* kPrefix = "1.3.6.1.4.1.1466.115.121.1.";

const Syntax kSyntaxes[] = {
    {"7", "TRUE or FALSE", "add the transform 'boolean', or a map", is_boolean, {Content::boolean}, {}},
    {"11",
     "two-letter country codes",
     "map the names to codes, or leave the attribute out",
     is_country,
     {Content::country},
     {}},
    {"12",
     "names of entries",
     "write as = \"dn\" where the source is an id, or a template that makes a DN",
     is_dn,
     {Content::reference},
     {}},
    {"24", "times such as 20260131120000Z", "add the transform 'date'", is_time, {Content::time}, {}},
    {"26",
     "ASCII",
     "add the transform 'ascii'",
     is_ascii,
     {Content::ascii, Content::telephone, Content::integer, Content::boolean, Content::date_time,
      Content::time, Content::country, Content::reference},
     {Content::text}},
    {"27",
     "whole numbers",
     "allocate it, or take a source that holds digits only",
     is_integer,
     {Content::integer},
     {Content::text, Content::ascii, Content::telephone}},
    {"36",
     "digits and blanks",
     "take a source that holds digits only",
     is_numeric,
     {Content::integer},
     {Content::text, Content::ascii, Content::telephone}},
    {"44",
     "ASCII letters, digits and '()+,-./:?= ",
     "add the transform 'ascii'",
     is_printable_text,
     {Content::telephone, Content::integer, Content::boolean, Content::country, Content::time},
     {Content::text, Content::ascii, Content::date_time, Content::reference}},
    {"50",
     "telephone numbers",
     "add the transform 'phone', or take phoneNumbers",
     is_printable_text,
     {Content::telephone, Content::integer},
     {Content::text, Content::ascii}},
};

const Syntax* known(const std::string& oid) {
  if (!oid.starts_with(kPrefix)) return nullptr;
  const std::string number = oid.substr(std::string_view(kPrefix).size());
  const auto* found = std::find_if(std::begin(kSyntaxes), std::end(kSyntaxes),
                                   [&](const Syntax& syntax) { return number == syntax.oid; });
  return found == std::end(kSyntaxes) ? nullptr : found;
}

bool among(const Contents& contents, Content content) {
  return std::find(contents.begin(), contents.end(), content) != contents.end();
}

}  // namespace

std::optional<Misfit> misfit(const std::string& oid, Content content) {
  const Syntax* syntax = known(oid);
  if (!syntax || content == Content::chosen || among(syntax->fits, content)) return std::nullopt;
  const bool never = !among(syntax->may_fit, content);
  return Misfit{never ? Severity::error : Severity::warning,
                std::string("holds ") + syntax->holds + " only; " + syntax->advice +
                    (never ? "" : ". Values that do not fit are left out and flagged")};
}

std::optional<Misfit> misfit(const std::string& oid, const std::string& value) {
  const Syntax* syntax = known(oid);
  if (!syntax || syntax->takes(value)) return std::nullopt;
  return Misfit{Severity::error,
                std::string("holds ") + syntax->holds + " only, and '" + value + "' is none"};
}

}  // namespace bridge::mapping
