#include "mapping/phone.h"

#include <algorithm>

#include "base/text.h"

namespace bridge::mapping {
namespace {

constexpr std::size_t kFewestDigits = 5, kMostDigits = 15;  // E.164: 15 with the calling code.

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string digits_of(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), is_digit);
  return digits;
}

struct Parts {
  std::string_view number, extension;
};

// "1234 ext. 5", "1234x5", "1234;ext=5"
Parts split(std::string_view text) {
  const auto mark = text.find_first_of("xX#;eE");
  if (mark == std::string_view::npos) return {text, ""};
  return {text.substr(0, mark), text.substr(mark)};
}

bool is_extension(std::string_view text) {
  const std::string folded = ascii_lower(text);
  const auto digit = folded.find_first_of("0123456789");
  if (digit == std::string::npos) return false;
  std::string mark = folded.substr(0, digit);
  std::erase_if(mark, [](char c) { return c == ' ' || c == '.' || c == ':' || c == '=' || c == ';'; });
  const bool known = mark == "x" || mark == "ext" || mark == "extn" || mark == "extension" || mark == "#";
  return known && std::all_of(folded.begin() + static_cast<std::ptrdiff_t>(digit), folded.end(), is_digit);
}

// The zero that people put in brackets is dialled only without the calling code.
std::string without_bracketed_zero(std::string text) {
  if (const auto zero = text.find("(0)"); zero != std::string::npos) text.erase(zero, 3);
  return text;
}

// The digit that stands before a number only inside its country.
std::string without_trunk_prefix(std::string digits, std::string_view country) {
  const bool keeps_zero =
      country == "39" || country == "378";  // Italy and San Marino dial it from abroad, too.
  const bool eleven = digits.size() == 11;
  const bool prefixed = country == "1"   ? eleven && digits[0] == '1'
                        : country == "7" ? eleven && digits[0] == '8'
                                         : !keeps_zero && digits[0] == '0';
  if (prefixed) digits.erase(0, 1);
  return digits;
}

// Calling code and number, or nothing.
std::optional<std::string> all_digits(std::string_view number, std::string_view country) {
  const std::string written = without_bracketed_zero(std::string(number));
  std::string digits = digits_of(written);
  if (written.starts_with('+')) return digits;
  if (digits.starts_with("00")) return digits.substr(2);
  if (country.empty() || digits.empty()) return std::nullopt;
  return std::string(country) + without_trunk_prefix(digits_of(number), country);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<std::string> international_phone(std::string_view text, std::string_view country) {
  text = trimmed(text);
  if (equals_ignoring_ascii_case(text.substr(0, 4), "tel:")) text.remove_prefix(4);
  const auto [number, extension] = split(text);
  const bool plain = trimmed(number).find_first_not_of("0123456789 ()-./", number.starts_with('+') ? 1 : 0) ==
                     std::string_view::npos;
  if (!plain || (!extension.empty() && !is_extension(trimmed(extension)))) return std::nullopt;
  const auto digits = all_digits(number, country);
  if (!digits || digits->size() < kFewestDigits || digits->size() > kMostDigits) return std::nullopt;
  return "+" + *digits + (extension.empty() ? "" : " x" + digits_of(extension));
}

}  // namespace bridge::mapping
