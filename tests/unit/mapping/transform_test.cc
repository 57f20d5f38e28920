#include "mapping/transform.h"

#include <gtest/gtest.h>

namespace bridge::mapping {
namespace {

std::string apply(const Transform& transform, const std::string& value) {
  Unusables unusable;
  const auto left = transform.apply({value}, unusable);
  return left.empty() ? "" : left.front();
}

std::string transformed(std::string_view call, const std::string& value) {
  const auto transform = parse_transform(call);
  if (!transform) ADD_FAILURE() << transform.error().message;
  return transform ? apply(*transform, value) : "";
}

TEST(Transform, ChangesLetterCaseInEveryAlphabet) {
  EXPECT_EQ(transformed("lower", "JÖRG"), "jörg");
  EXPECT_EQ(transformed("upper", "straße"), "STRASSE");
}

TEST(Transform, TrimsBlanksAtBothEnds) {
  EXPECT_EQ(transformed("trim", " \t a b \r\n"), "a b");
  EXPECT_EQ(transformed("trim", " \t "), "");
}

TEST(Transform, TakesWhatStandsBeforeTheFirstMark) {
  EXPECT_EQ(transformed("before:@", "jo@ex@org"), "jo");
  EXPECT_EQ(transformed("before:@", "jo"), "jo");
  EXPECT_EQ(transformed("before:@", "@ex"), "");
  EXPECT_EQ(transformed("before:#EXT#", "a#b#EXT#@c"), "a#b");
}

TEST(Transform, TakesWhatStandsAfterTheFirstMark) {
  EXPECT_EQ(transformed("after:@", "jo@ex@org"), "ex@org");
  EXPECT_EQ(transformed("after:@", "jo"), "");
}

TEST(Transform, CutsBetweenCharactersOnly) {
  EXPECT_EQ(transformed("max:2", "äöü"), "äö");
  EXPECT_EQ(transformed("max:3", "äöü"), "äöü");
  EXPECT_EQ(transformed("max:1", "\xf0\x9f\x90\xa7x"), "\xf0\x9f\x90\xa7");
  EXPECT_EQ(transformed("max:32", std::string(10'000, 'x')), std::string(32, 'x'));
}

TEST(Transform, ReplacesEverywhere) {
  EXPECT_EQ(transformed("replace:.:_", "a.b.c"), "a_b_c");
  EXPECT_EQ(transformed("replace:a:aa", "aba"), "aabaa");
  EXPECT_EQ(transformed("replace: :", "a b c"), "abc");
}

TEST(Transform, ABackslashTakesMeaningAway) {
  EXPECT_EQ(transformed("replace:\\::-", "a:b"), "a-b");
  EXPECT_EQ(transformed("before:\\\\", "a\\b"), "a");
}

TEST(Transform, SpellsPostalLines) {
  EXPECT_EQ(transformed("postal", "5$ a\\b"), "5\\24 a\\5Cb");
  EXPECT_EQ(transformed("postal", "Ring 1\r\nBack\nYard"), "Ring 1$Back$Yard");
}

TEST(Transform, IsTotal) {
  for (const char* call : {"lower", "upper", "trim", "before:x", "after:x", "max:3", "replace:x:y", "postal"})
    for (const std::string& value : {std::string(), std::string("\0x\xff", 3), std::string("\xc3")})
      transformed(call, value);
}

TEST(Transform, LooksValuesUp) {
  const auto lookup = make_lookup({{"Employee", "E"}, {"*", "X"}});
  EXPECT_EQ(apply(lookup, "Employee"), "E");
  EXPECT_EQ(apply(lookup, "employee"), "X");
  EXPECT_EQ(apply(make_lookup({{"a", "b"}}), "c"), "");
}

TEST(Transform, SpellsInAscii) {
  EXPECT_EQ(transformed("ascii", "Jörg Łuć"), "Jorg Luc");
  EXPECT_EQ(transformed("ascii:de", "Jörg"), "Joerg");
  EXPECT_EQ(transformed("ascii", "\xf0\x9f\x90\xa7"), "");
}

TEST(Transform, KeepsSomeCharactersOnly) {
  EXPECT_EQ(transformed("keep:a-z0-9._-", "o'neil smith-1"), "oneilsmith-1");
  EXPECT_EQ(transformed("keep:0-9", "none"), "");
}

TEST(Transform, JoinsAllValues) {
  Unusables unusable;
  const Transform join = *parse_transform("join:, ");
  EXPECT_EQ(join.apply({"a", "b", "c"}, unusable), Transform::Texts{"a, b, c"});
  EXPECT_EQ(join.apply({}, unusable), Transform::Texts{});
}

TEST(Transform, NormalisesNumbersAndTimes) {
  EXPECT_EQ(transformed("phone", "+49 (0)30 1234"), "+49301234");
  EXPECT_EQ(transformed("phone:49", "030 1234"), "+49301234");
  EXPECT_EQ(transformed("date:ldap", "2024-01-31T12:00:00Z"), "20240131120000Z");
  EXPECT_EQ(transformed("date:scim", "20240131120000Z"), "2024-01-31T12:00:00Z");
  EXPECT_EQ(transformed("date:days", "1970-01-02"), "1");
  EXPECT_EQ(transformed("date:filetime", "1601-01-01"), "0");
  EXPECT_EQ(transformed("boolean", "yes"), "TRUE");
  EXPECT_EQ(transformed("boolean:1:0", "False"), "0");
  EXPECT_EQ(transformed("hash:7:7", "x"), "7");
  EXPECT_EQ(transformed("active-directory-password", "a"), std::string("\"\0a\0\"\0", 6));
}

TEST(Transform, SetsAsideWhatItCannotUse) {
  Unusables unusable;
  EXPECT_EQ(parse_transform("phone")->apply({"+49 30 1234", "porter"}, unusable),
            Transform::Texts{"+49301234"});
  EXPECT_EQ(parse_transform("date:ldap")->apply({"soon"}, unusable), Transform::Texts{});
  EXPECT_EQ(parse_transform("boolean")->apply({"maybe"}, unusable), Transform::Texts{});
  EXPECT_EQ(unusable, (Unusables{{"porter", "is no telephone number that could be dialled from everywhere"},
                                 {"soon", "is no date"},
                                 {"maybe", "is neither true nor false"}}));
}

TEST(Transform, EndsWithATextForEveryText) {
  const std::string hostile[] = {"",
                                 " ",
                                 "a,b+c=\"d\"\\#; ",
                                 std::string("a\0b", 3),
                                 "\xff\xfe",
                                 "Mu\xcc\x88ller",
                                 std::string(10'000, 'x'),
                                 std::string(10'000, '\xc3')};
  for (const char* call : {"lower", "upper", "trim", "before:,", "after:,", "max:3", "replace:a:bb",
                           "keep:a-z", "ascii", "ascii:de", "join:,", "phone:49", "date:ldap", "boolean",
                           "hash:1:9", "postal", "active-directory-password"})
    for (const std::string& text : hostile)
      EXPECT_EQ(transformed(call, text), transformed(call, text)) << call;
}

TEST(Transform, SaysWhatToWrite) {
  EXPECT_EQ(parse_transform("lowr").error().message, "unknown transform 'lowr'; did you mean 'lower'?");
  EXPECT_EQ(parse_transform("max:0").error().message, "transform 'max:0': '0' is no length; write max:32");
  EXPECT_EQ(parse_transform("lower:x").error().message, "transform 'lower:x': wrong arguments; write lower");
  for (const char* call : {"",           "before:",          "max:-1",        "max:3x",  "replace:x",
                           "replace:::", "replace:x:y:z",    "keep:z-a",      "keep:ä",  "ascii:fr",
                           "join",       "phone:0",          "phone:1234",    "phone:x", "date",
                           "date:x",     "boolean:a",        "boolean:a:b:c", "hash:1",  "hash:2:1",
                           "hash:a:b",   "hash:1:4294967296"})
    EXPECT_FALSE(parse_transform(call)) << call;
}

}  // namespace
}  // namespace bridge::mapping
