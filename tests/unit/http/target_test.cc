#include "http/target.h"

#include <gtest/gtest.h>

namespace bridge::http {
namespace {

using Query = std::vector<std::pair<std::string, std::string>>;

Query query_of(std::string_view text) {
  const auto target = parse_target("/", text);
  EXPECT_TRUE(target) << text;
  return target ? target->query : Query{{"refused", ""}};
}

TEST(Target, SplitsThePathBeforeDecodingIt) {
  const auto target = parse_target("//Users/a%20b%2Fc+d/../%c3%A4/", "");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, (std::vector<std::string>{"Users", "a b/c+d", "..", "ä"}));
}

TEST(Target, SplitsTheQueryBeforeDecodingIt) {
  EXPECT_EQ(query_of("filter=a%26b%3Dc+d%2Be&count=1"), (Query{{"filter", "a&b=c d+e"}, {"count", "1"}}));
  EXPECT_EQ(query_of("filter=a=b==c"), (Query{{"filter", "a=b==c"}}));
  EXPECT_EQ(query_of("a&b=&&=c&a"), (Query{{"a", ""}, {"b", ""}, {"", "c"}, {"a", ""}}));
  EXPECT_EQ(query_of("filter=userName eq \"a[b]?\""), (Query{{"filter", "userName eq \"a[b]?\""}}));
}

TEST(Target, KeepsANulByte) {
  EXPECT_EQ(query_of("filter=a%00b"), (Query{{"filter", std::string("a\0b", 3)}}));
}

TEST(Target, RefusesBrokenEscapes) {
  for (const char* broken : {"%", "%4", "%4g", "%g4", "a%", "%%41", "% 41"}) {
    EXPECT_FALSE(parse_target(std::string("/") + broken, "")) << broken;
    EXPECT_FALSE(parse_target("/", std::string("a=") + broken)) << broken;
    EXPECT_FALSE(parse_target("/", broken)) << broken;
  }
}

TEST(Target, RefusesWhatIsNotUtf8) {
  for (const char* broken : {"%ff", "%c3", "%c0%80", "%ed%a0%80"}) {
    const auto target = parse_target("/", std::string("filter=") + broken);
    ASSERT_FALSE(target) << broken;
    EXPECT_EQ(target.error().message, "The URL, decoded, is not UTF-8.");
  }
}

TEST(Target, IgnoresEntrasFlagWhereverItIsGlued) {
  const Query expected = {{"filter", "a?b"}, {"count", "1"}};
  for (const char* text : {
           "aadOptscim062020&filter=a?b&count=1",
           "filter=a?b&aadOptscim062020&count=1",
           "filter=a?b&count=1&aadOptscim062020",
           "filter=a?b&count=1&aadOptscim062020=true",
           "AADOPTSCIM062020=1&filter=a?b&count=1",
           "aadOptscim062020?filter=a?b&count=1",
           "aadOptscim062020=true?filter=a?b&count=1",
           "filter=a?b&count=1?aadOptscim062020",
           "filter=a?b?aadOptSCIM062020=x&count=1",
       }) {
    EXPECT_EQ(query_of(text), expected) << text;
  }
  EXPECT_TRUE(query_of("aadOptscim062020").empty());
  EXPECT_TRUE(query_of("aadOptscim062020?aadOptscim062020").empty());
  EXPECT_EQ(query_of("xaadOptscim062020=1"), (Query{{"xaadOptscim062020", "1"}}));
}

TEST(PercentDecode, TurnsPlusIntoASpaceOnlyWhenAsked) {
  EXPECT_EQ(percent_decode("a+b%2b", true), "a b+");
  EXPECT_EQ(percent_decode("a+b%2b", false), "a+b+");
}

}  // namespace
}  // namespace bridge::http
