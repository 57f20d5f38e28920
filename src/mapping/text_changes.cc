#include "mapping/text_changes.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/digest.h"
#include "base/text.h"

namespace bridge::mapping {

std::string trim(const std::string& text) {
  constexpr char kBlanks[] = " \t\r\n\v\f";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string replace_all(const std::string& text, const std::string& old, const std::string& fresh) {
  std::string result;
  std::size_t from = 0;
  for (auto at = text.find(old); at != std::string::npos; at = text.find(old, from)) {
    result.append(text, from, at - from).append(fresh);
    from = at + old.size();
  }
  return result.append(text, from);
}

std::string postal(const std::string& text) {
  std::string result = replace_all(replace_all(text, "\\", "\\5C"), "$", "\\24");
  return replace_all(replace_all(result, "\r\n", "\n"), "\n", "$");
}

std::optional<std::string> characters_of(std::string_view set) {
  std::string characters;
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (!std::all_of(set.begin(), set.end(), is_ascii)) return std::nullopt;
  for (std::size_t at = 0; at < set.size(); ++at) {
    const bool range = at + 2 < set.size() && set[at + 1] == '-';
    const char last = range ? set[at + 2] : set[at];
    if (last < set[at]) return std::nullopt;
    for (int c = set[at]; c <= last; ++c) characters += static_cast<char>(c);
    if (range) at += 2;
  }
  return characters;
}

std::optional<bool> truth_of(std::string_view text) {
  constexpr std::array<std::string_view, 4> kTrue{"true", "yes", "on", "1"};
  constexpr std::array<std::string_view, 4> kFalse{"false", "no", "off", "0"};
  const std::string word = ascii_lower(trim(std::string(text)));
  if (std::find(kTrue.begin(), kTrue.end(), word) != kTrue.end()) return true;
  if (std::find(kFalse.begin(), kFalse.end(), word) != kFalse.end()) return false;
  return std::nullopt;
}

std::uint32_t number_from(const std::string& text, std::uint32_t first, std::uint32_t last) {
  constexpr std::size_t kHexDigits = 15;  // 60 bits, so that no number is noticeably more likely.
  const std::uint64_t hash = std::stoull(sha256_hex(text).substr(0, kHexDigits), nullptr, 16);
  const std::uint64_t count = std::uint64_t{last} - first + 1;
  return first + static_cast<std::uint32_t>(hash % count);
}

}  // namespace bridge::mapping
