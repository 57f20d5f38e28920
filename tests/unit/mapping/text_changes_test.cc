#include "mapping/text_changes.h"

#include <gtest/gtest.h>

#include <set>

namespace bridge::mapping {
namespace {

TEST(CharactersOf, WritesRangesOut) {
  EXPECT_EQ(characters_of("a-c_.x"), "abc_.x");
  EXPECT_EQ(characters_of("-a"), "-a");
  EXPECT_EQ(characters_of("a-"), "a-");
  EXPECT_EQ(characters_of("0-2-"), "012-");
  EXPECT_EQ(characters_of("z-a"), std::nullopt);
  EXPECT_EQ(characters_of("ä"), std::nullopt);
}

TEST(TruthOf, KnowsTheUsualWords) {
  for (const char* yes : {"true", "TRUE", "Yes", "on", " 1 "}) EXPECT_EQ(truth_of(yes), true) << yes;
  for (const char* no : {"false", "No", "OFF", "0"}) EXPECT_EQ(truth_of(no), false) << no;
  for (const char* neither : {"", "2", "maybe", "truefalse"})
    EXPECT_EQ(truth_of(neither), std::nullopt) << neither;
}

TEST(NumberFrom, StaysTheSameForGood) {
  EXPECT_EQ(number_from("8b1c", 10000, 59999), number_from("8b1c", 10000, 59999));
  EXPECT_EQ(number_from("jo", 10000, 59999), 17274u);  // People's files carry these numbers.
  EXPECT_EQ(number_from("anything", 7, 7), 7u);
}

TEST(NumberFrom, StaysInTheRangeAndSpreads) {
  std::set<std::uint32_t> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto number = number_from(std::to_string(i), 10, 19);
    EXPECT_TRUE(number >= 10 && number <= 19);
    seen.insert(number);
  }
  EXPECT_EQ(seen.size(), 10u);
  EXPECT_LE(number_from("x", 0, 4294967295u), 4294967295u);
}

}  // namespace
}  // namespace bridge::mapping
