#include "base/characters.h"

#include <gtest/gtest.h>

namespace bridge {
namespace {

TEST(FirstCharacters, CutsBetweenCharactersOnly) {
  EXPECT_EQ(first_characters("äöü", 2), "äö");
  EXPECT_EQ(first_characters("äöü", 9), "äöü");
  EXPECT_EQ(first_characters("äöü", 0), "");
}

TEST(ToAscii, SpellsEveryAlphabet) {
  EXPECT_EQ(to_ascii("jo.doe", Spelling::general), "jo.doe");
  EXPECT_EQ(to_ascii("Müller-Straße", Spelling::general), "Muller-Strasse");
  EXPECT_EQ(to_ascii("Łukasz Ærøskøbing", Spelling::general), "Lukasz AEroskobing");
  EXPECT_EQ(to_ascii("Дмитрий", Spelling::general), "Dmitrij");
  EXPECT_EQ(to_ascii("Νίκος", Spelling::general), "Nikos");
}

TEST(ToAscii, SpellsUmlautsAsGermansDo) {
  EXPECT_EQ(to_ascii("Jörg Müller-Straße", Spelling::german), "Joerg Mueller-Strasse");
  EXPECT_EQ(to_ascii("Łukasz", Spelling::german), "Lukasz");
}

TEST(ToAscii, TakesComposedAndDecomposedFormsAlike) {
  EXPECT_EQ(to_ascii("Mu\xcc\x88ller", Spelling::general), "Muller");
  EXPECT_EQ(to_ascii("Mu\xcc\x88ller", Spelling::german), "Mueller");
  EXPECT_EQ(to_ascii("e\xcc\x81\xcc\x80", Spelling::general), "e");
}

TEST(ToAscii, LeavesOutWhatHasNoSpelling) {
  EXPECT_EQ(to_ascii("a\xf0\x9f\x90\xa7z", Spelling::general), "az");
  EXPECT_EQ(to_ascii("\xff\xfe", Spelling::general), "");
}

TEST(ActiveDirectoryPassword, IsQuotedUtf16) {
  using namespace std::string_literals;
  EXPECT_EQ(active_directory_password("a"), "\"\0a\0\"\0"s);
  EXPECT_EQ(active_directory_password("ä€"), "\"\0\xe4\0\xac\x20\"\0"s);
  EXPECT_EQ(active_directory_password("\xf0\x9f\x90\xa7"), "\"\0\x3d\xd8\x27\xdc\"\0"s);
}

}  // namespace
}  // namespace bridge
