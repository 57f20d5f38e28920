#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Texts in narrower or other character sets. Pure; any thread.
namespace bridge {

// The first so many characters (code points), never a part of one.
std::string first_characters(std::string_view utf8, std::size_t most);

// Every alphabet spelled in ASCII: "Ærøskøbing" is "AEroskobing", "Дмитрий" is "Dmitrij". What has no such
// spelling is left out. The same for composed and decomposed forms.
enum class Spelling {
  general,  // ä is a.
  german,   // ä is ae, Ö is Oe (before a capital: OE).
};
std::string to_ascii(std::string_view utf8, Spelling spelling);

// A password as Active Directory's unicodePwd takes it ([MS-ADTS] 3.1.1.3.1.5): in quotes, as UTF-16 with the
// low byte first. Bytes that are not UTF-8 become U+FFFD.
std::string active_directory_password(std::string_view utf8);

}  // namespace bridge
