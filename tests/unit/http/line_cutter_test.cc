#include "http/line_cutter.h"

#include <gtest/gtest.h>

namespace bridge::http {
namespace {

using Cut = LineCutter::Cut;

TEST(LineCutter, CutsLinesAndLeavesTheRest) {
  LineCutter lines;
  std::string_view bytes = "one\r\n\r\ntwo";
  EXPECT_EQ(lines.cut(bytes, 10), Cut::line);
  EXPECT_EQ(lines.line(), "one");
  EXPECT_EQ(lines.cut(bytes, 10), Cut::line);
  EXPECT_EQ(lines.line(), "");
  EXPECT_FALSE(lines.within_line());
  EXPECT_EQ(lines.cut(bytes, 10), Cut::need_more);
  EXPECT_TRUE(bytes.empty());
  EXPECT_TRUE(lines.within_line());
  bytes = "\r\n";
  EXPECT_EQ(lines.cut(bytes, 10), Cut::line);
  EXPECT_EQ(lines.line(), "two");
}

TEST(LineCutter, FindsALineEndThatIsSplit) {
  LineCutter lines;
  std::string_view bytes = "one\r";
  EXPECT_EQ(lines.cut(bytes, 10), Cut::need_more);
  bytes = "\nx";
  EXPECT_EQ(lines.cut(bytes, 10), Cut::line);
  EXPECT_EQ(lines.line(), "one");
  EXPECT_EQ(bytes, "x");
}

TEST(LineCutter, RefusesALoneNewline) {
  LineCutter lines;
  std::string_view bytes = "one\ntwo\r\n";
  EXPECT_EQ(lines.cut(bytes, 10), Cut::bare_newline);
}

TEST(LineCutter, CountsTheLineEndInTheLimit) {
  std::string_view fits = "abc\r\n";
  EXPECT_EQ(LineCutter().cut(fits, 5), Cut::line);
  std::string_view too_long = "abcd\r\n";
  EXPECT_EQ(LineCutter().cut(too_long, 5), Cut::too_long);
  std::string_view unfinished = "abcde";
  EXPECT_EQ(LineCutter().cut(unfinished, 5), Cut::too_long);
  std::string_view may_end = "abcd";
  EXPECT_EQ(LineCutter().cut(may_end, 5), Cut::need_more);
}

}  // namespace
}  // namespace bridge::http
