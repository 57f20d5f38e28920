#include "scim/json.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "scim/error.h"

namespace bridge::scim {
namespace {

std::string nested(int depth) { return std::string(depth, '[') + std::string(depth, ']'); }

struct Refused {
  const char* text;
  const char* message;
};

void PrintTo(const Refused& each, std::ostream* out) { *out << testing::PrintToString(each.text); }

class ParseJson : public testing::TestWithParam<Refused> {};

TEST_P(ParseJson, RefusesAndSaysWhere) {
  const auto json = parse_json(GetParam().text);
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().code, Error::Code::invalid_input);
  EXPECT_EQ(json.error().keyword, kInvalidSyntax);
  EXPECT_EQ(json.error().message, std::string("not acceptable as JSON at byte ") + GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, ParseJson,
    testing::Values(
        Refused{
            "",
            "0: syntax error while parsing value - unexpected end of input; expected '[', '{', or a literal"},
        Refused{
            "{",
            "1: syntax error while parsing object key - unexpected end of input; expected string literal"},
        Refused{R"({"a":1,})",
                "8: syntax error while parsing object key - unexpected '}'; expected string literal"},
        Refused{R"({"a":1,"a":2})", "10: 'a' is named twice"},
        Refused{R"({"b":{"a":1,"\u0061":2}})", "20: 'a' is named twice"},
        Refused{"18446744073709551616", "20: a number that does not fit"},
        Refused{"-9223372036854775809", "20: a number that does not fit"},
        Refused{"[1e999]", "7: a number that does not fit"},
        Refused{"1e-999", "6: a number that does not fit"},
        Refused{"0.12345678901234567890123", "25: a number that does not fit"},
        Refused{"123456789012345678901.5", "23: a number that does not fit"},
        Refused{"NaN", "1: syntax error while parsing value - invalid literal"},
        Refused{"{} x", "4: syntax error while parsing value - invalid literal"}));

TEST(ParseJsonText, RefusesBytesThatAreNotUtf8) {
  for (const char* text : {"\"\xff\"", "\"\xc0\xaf\"", "\"\xed\xa0\x80\"", "\"\xc3\""})
    EXPECT_FALSE(parse_json(text));
}

TEST(ParseJsonText, RefusesHalfASurrogatePair) { EXPECT_FALSE(parse_json(R"("\ud83d")")); }

TEST(ParseJsonText, RefusesANulWhereverItStands) {
  for (const auto text :
       {std::string_view("{}\0", 3), std::string_view("{}\0{", 4), std::string_view("[1,\0 2]", 7)}) {
    const auto json = parse_json(text);
    ASSERT_FALSE(json);
    EXPECT_NE(json.error().message.find("a NUL"), std::string::npos);
  }
}

TEST(ParseJsonText, DoesNotRepeatWhatItCouldNotRead) {
  const auto json = parse_json("{\"password\":\"geheim\n\"}");
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().message.find("geheim"), std::string::npos);
}

TEST(ParseJsonText, TakesNestingUpToItsLimitAndNoFurther) {
  EXPECT_TRUE(parse_json(nested(64)));
  const auto deeper = parse_json(nested(65));
  ASSERT_FALSE(deeper);
  EXPECT_EQ(deeper.error().message, "not acceptable as JSON at byte 65: nested deeper than 64");
  EXPECT_FALSE(parse_json(std::string(500'000, '[')));
}

TEST(ParseJsonText, KeepsValuesAsTheyAre) {
  const std::string text =
      R"({"a":[1,-2,18446744073709551615,0.5,true,false,null,""],"b":{"c":"\u0000ü😀\"\\"},"d":{},"e":[]})";
  const auto json = parse_json(text);
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ(to_text(*json), text);
  EXPECT_EQ((*json)["b"]["c"].get<std::string>(), std::string("\0ü😀\"\\", 9));
}

TEST(ParseJsonText, TakesOneKeyInSeveralObjects) {
  EXPECT_TRUE(parse_json(R"([{"value":"a"},{"value":"b","x":{"value":"c"}}])"));
}

TEST(ParseJsonText, TakesZeroInAnySpelling) {
  for (const char* text : {"0", "-0", "0.0", "0e5", "0.00e-400"}) EXPECT_TRUE(parse_json(text)) << text;
}

}  // namespace
}  // namespace bridge::scim
