#pragma once

#include <string>
#include <string_view>

namespace bridge {

// Case and Unicode forms folded away: equal results mean "the same but for case" (Unicode's NFKC_Casefold).
// What SCIM compares with caseExact=false, and what stands in the database's indexed columns.
// Bytes that are not UTF-8 stay as they are.
std::string fold_case(std::string_view utf8);

// The same for names that can only be ASCII (attribute names, URNs, operators).
std::string ascii_lower(std::string_view text);
bool equals_ignoring_ascii_case(std::string_view a, std::string_view b);

// Letters turned small or large by Unicode's default rules ("ß" becomes "SS").
std::string lower_case(std::string_view utf8);
std::string upper_case(std::string_view utf8);

// Well-formed UTF-8 by RFC 3629: no overlong forms, no surrogates.
bool is_utf8(std::string_view bytes);

// The nearest of the candidates to a mistyped word, or nothing when none is near.
template <class Words>
std::string_view nearest(std::string_view word, const Words& candidates);

// Edits (insert, delete, replace, swap of neighbours) that turn one word into the other.
std::size_t edit_distance(std::string_view a, std::string_view b);

template <class Words>
std::string_view nearest(std::string_view word, const Words& candidates) {
  std::string_view best;
  std::size_t fewest = word.size() / 3 + 2;
  for (const auto& candidate : candidates) {
    const std::size_t edits = edit_distance(word, candidate);
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

}  // namespace bridge
