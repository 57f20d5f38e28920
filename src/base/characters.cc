#include "base/characters.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace bridge {
namespace {

using Transliterator = std::unique_ptr<icu::Transliterator>;

Transliterator make_transliterator(const char* id) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError place;
  Transliterator made(
      icu::Transliterator::createInstance(icu::UnicodeString::fromUTF8(id), UTRANS_FORWARD, place, status));
  if (U_FAILURE(status) || !made) std::abort();  // ICU's own data is missing: the installation is broken.
  return made;
}

// Each thread has its own: ICU does not promise that one may be shared.
const icu::Transliterator& transliterator_of(Spelling spelling) {
  thread_local const Transliterator general =
      make_transliterator("NFC; Any-Latin; Latin-ASCII; NFD; [^\\u0000-\\u007f] Remove");
  thread_local const Transliterator german =
      make_transliterator("NFC; de-ASCII; NFC; Any-Latin; Latin-ASCII; NFD; [^\\u0000-\\u007f] Remove");
  return spelling == Spelling::german ? *german : *general;
}

}  // namespace

std::string first_characters(std::string_view utf8, std::size_t most) {
  std::size_t end = 0;
  for (; end < utf8.size(); ++end) {
    const bool starts_character = (static_cast<unsigned char>(utf8[end]) & 0xc0) != 0x80;
    if (starts_character && most-- == 0) break;
  }
  return std::string(utf8.substr(0, end));
}

std::string to_ascii(std::string_view utf8, Spelling spelling) {
  const bool is_ascii =
      std::all_of(utf8.begin(), utf8.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (is_ascii) return std::string(utf8);
  auto text = icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<int32_t>(utf8.size())));
  transliterator_of(spelling).transliterate(text);
  std::string ascii;
  return text.toUTF8String(ascii);
}

std::string active_directory_password(std::string_view utf8) {
  const auto quoted = icu::UnicodeString::fromUTF8("\"" + std::string(utf8) + "\"");
  std::string bytes;
  for (int32_t i = 0; i < quoted.length(); ++i) {
    const char16_t unit = quoted.charAt(i);
    bytes += static_cast<char>(unit & 0xff);
    bytes += static_cast<char>(unit >> 8);
  }
  return bytes;
}

}  // namespace bridge
