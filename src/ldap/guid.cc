#include "ldap/guid.h"

#include <array>
#include <charconv>
#include <cstddef>

namespace bridge::ldap {
namespace {

// Where each byte stands in the text, in the order of the text's digits.
constexpr std::array<std::size_t, 16> kOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};

constexpr std::size_t kTextSize = 36;

bool is_dash(std::size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

}  // namespace

bool holds_guid(const AttributeName& attribute) {
  static const AttributeName name("objectGUID");
  return attribute == name;
}

std::string guid_to_text(std::string_view bytes) {
  if (bytes.size() != kOrder.size()) return std::string(bytes);
  constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  for (const std::size_t at : kOrder) {
    if (is_dash(text.size())) text.push_back('-');
    const auto byte = static_cast<unsigned char>(bytes[at]);
    text.push_back(kDigits[byte >> 4U]);
    text.push_back(kDigits[byte & 15U]);
  }
  return text;
}

std::string guid_to_bytes(std::string_view text) {
  if (text.size() != kTextSize) return std::string(text);
  std::string bytes(kOrder.size(), '\0');
  std::size_t at = 0;
  for (const std::size_t place : kOrder) {
    if (is_dash(at) && text[at++] != '-') return std::string(text);
    unsigned char byte = 0;
    const char* end = text.data() + at + 2;
    if (std::from_chars(text.data() + at, end, byte, 16).ptr != end) return std::string(text);
    bytes[place] = static_cast<char>(byte);
    at += 2;
  }
  return bytes;
}

}  // namespace bridge::ldap
