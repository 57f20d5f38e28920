#include "app/terminal.h"

#include <gtest/gtest.h>

namespace bridge::app {
namespace {

TEST(Terminal, PaintsOnlyWhereThereAreColours) {
  EXPECT_EQ((Terminal{80, true}.paint(Terminal::Colour::red, "no")), "\x1b[31mno\x1b[0m");
  EXPECT_EQ((Terminal{80, false}.paint(Terminal::Colour::red, "no")), "no");
  EXPECT_EQ((Terminal{80, true}.paint(Terminal::Colour::red, "")), "");
}

TEST(Terminal, WrapsAtWords) {
  EXPECT_EQ((Terminal{30, false}.wrap("a group in a group is not written as a member", 4)),
            "    a group in a group is not\n    written as a member\n");
  EXPECT_EQ(Terminal{}.wrap("as long as it likes, for it goes into a file", 2),
            "  as long as it likes, for it goes into a file\n");
}

TEST(Terminal, LeavesAWordThatIsTooLongWhole) {
  const std::string word(50, 'x');
  EXPECT_EQ((Terminal{30, false}.wrap("a " + word + " b", 0)), "a\n" + word + "\nb\n");
}

TEST(Table, PutsRowsUnderTheirHeads) {
  EXPECT_EQ(table({}, {"NAME", "STATE"}, {{"entra", "live"}, {"okta-of-old", "revoked"}}),
            "NAME         STATE\n"
            "entra        live\n"
            "okta-of-old  revoked\n");
}

TEST(Table, WrapsItsLastColumn) {
  EXPECT_EQ(table({30, false}, {"A", "DETAIL"}, {{"x", "one two three four five six seven"}}),
            "A  DETAIL\n"
            "x  one two three four five six\n"
            "   seven\n");
}

TEST(Table, CountsCharactersNotBytes) {
  EXPECT_EQ(table({}, {"N", "S"}, {{"Zoë", "1"}, {"abcd", "2"}}), "N     S\nZoë   1\nabcd  2\n");
}

}  // namespace
}  // namespace bridge::app
