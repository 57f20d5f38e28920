#include "base/text.h"

#include <gtest/gtest.h>

#include <array>

namespace bridge {
namespace {

constexpr char kComposed[] = "Mu\xcc\x88ller";    // u and a combining diaeresis
constexpr char kPrecomposed[] = "M\xc3\xbcller";  // ü

TEST(FoldCase, MakesLettersOfAnyAlphabetAlike) {
  EXPECT_EQ(fold_case("JO@Example.ORG"), "jo@example.org");
  EXPECT_EQ(fold_case("ÄÖÜ"), fold_case("äöü"));
  EXPECT_EQ(fold_case("STRASSE"), fold_case("Straße"));
  EXPECT_EQ(fold_case("ΣΊΣΥΦΟΣ"), fold_case("σίσυφος"));
}

TEST(FoldCase, MakesUnicodeFormsAlike) { EXPECT_EQ(fold_case(kComposed), fold_case(kPrecomposed)); }

TEST(FoldCase, KeepsDifferentTextDifferent) {
  EXPECT_NE(fold_case("jo"), fold_case("joe"));
  EXPECT_NE(fold_case("u"), fold_case("ü"));
}

TEST(FoldCase, KeepsBytesThatAreNotUtf8) { EXPECT_EQ(fold_case("A\xff"), "a\xff"); }

TEST(LetterCase, FollowsUnicode) {
  EXPECT_EQ(lower_case("JÖRG Çelik"), "jörg çelik");
  EXPECT_EQ(upper_case("jörg straße"), "JÖRG STRASSE");
  EXPECT_EQ(lower_case(""), "");
}

TEST(AsciiLower, LeavesOtherLettersAlone) { EXPECT_EQ(ascii_lower("AbC-Ü"), "abc-Ü"); }

TEST(EqualsIgnoringAsciiCase, ComparesWholeWords) {
  EXPECT_TRUE(equals_ignoring_ascii_case("userName", "USERNAME"));
  EXPECT_FALSE(equals_ignoring_ascii_case("userName", "userNames"));
  EXPECT_FALSE(equals_ignoring_ascii_case("Ä", "ä"));
}

TEST(IsUtf8, TakesWhatIsWellFormed) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8(std::string_view("a\0b", 3)));
  EXPECT_TRUE(is_utf8("Müller \xf0\x9f\x90\xa7"));
}

TEST(IsUtf8, RefusesWhatIsNot) {
  EXPECT_FALSE(is_utf8("\xff"));
  EXPECT_FALSE(is_utf8("\xc0\xaf"));      // An overlong slash.
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));  // Half of a surrogate pair.
  EXPECT_FALSE(is_utf8("M\xc3"));         // Cut off.
  EXPECT_FALSE(is_utf8("\xf5\x80\x80\x80"));
}

TEST(EditDistance, CountsSlips) {
  EXPECT_EQ(edit_distance("mail", "mail"), 0u);
  EXPECT_EQ(edit_distance("bind_nd", "bind_dn"), 1u);  // Neighbours swapped.
  EXPECT_EQ(edit_distance("", "abc"), 3u);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3u);
}

TEST(Nearest, FindsTheWordThatWasMeant) {
  const std::array<std::string_view, 3> words{"bind_dn", "uri", "start_tls"};
  EXPECT_EQ(nearest("bind_nd", words), "bind_dn");
  EXPECT_EQ(nearest("url", words), "uri");
}

TEST(Nearest, FindsNothingWhenNothingIsNear) {
  const std::array<std::string_view, 2> words{"bind_dn", "uri"};
  EXPECT_EQ(nearest("colour_of_the_sky", words), "");
}

}  // namespace
}  // namespace bridge
