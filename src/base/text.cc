#include "base/text.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace bridge {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

using CaseChange = void(const char* locale, uint32_t options, icu::StringPiece from, icu::ByteSink& into,
                        icu::Edits* edits, UErrorCode& status);

std::string change_case(std::string_view utf8, CaseChange* change) {
  std::string changed;
  icu::StringByteSink<std::string> sink(&changed);
  UErrorCode status = U_ZERO_ERROR;
  change("", 0, icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())), sink, nullptr, status);
  return changed;
}

}  // namespace

std::string lower_case(std::string_view utf8) { return change_case(utf8, icu::CaseMap::utf8ToLower); }
std::string upper_case(std::string_view utf8) { return change_case(utf8, icu::CaseMap::utf8ToUpper); }

std::string fold_case(std::string_view utf8) {
  if (is_ascii(utf8)) return ascii_lower(utf8);  // Nearly always, and much cheaper.
  UErrorCode status = U_ZERO_ERROR;
  static const icu::Normalizer2* folder = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (folder == nullptr) std::abort();  // ICU's own data is missing: the installation is broken.
  std::string folded;
  icu::StringByteSink<std::string> sink(&folded);
  status = U_ZERO_ERROR;
  folder->normalizeUTF8(0, icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())), sink, nullptr,
                        status);
  return folded;
}

std::string ascii_lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

bool equals_ignoring_ascii_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

bool is_utf8(std::string_view bytes) {
  const auto* text = reinterpret_cast<const uint8_t*>(bytes.data());
  const auto size = static_cast<int64_t>(bytes.size());
  for (int64_t at = 0; at < size;) {
    UChar32 code = 0;
    U8_NEXT(text, at, size, code);
    if (code < 0) return false;
  }
  return true;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, row(b.size() + 1), next(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        next[j] = std::min(next[j], before[j - 2] + 1);
    }
    before = row;
    row.swap(next);
  }
  return row[b.size()];
}

}  // namespace bridge
