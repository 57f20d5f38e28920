#include "scim/sort.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scim/error.h"

namespace bridge::scim {
namespace {

constexpr auto kUser = ResourceType::user;

SortKey key(const char* path, const Json& resource) {
  const auto parsed = parse_sort_path(kUser, path);
  EXPECT_TRUE(parsed) << path;
  return sort_key(kUser, *parsed, resource);
}

bool comes_before(const char* path, const Json& a, const Json& b) {
  return key(path, {{parse_sort_path(kUser, path)->attribute, a}}) <
         key(path, {{parse_sort_path(kUser, path)->attribute, b}});
}

TEST(SortKey, ComparesTextsWithoutCaseUnlessCaseMatters) {
  EXPECT_EQ(key("userName", {{"userName", "ANNA"}}), key("username", {{"userName", "anna"}}));
  EXPECT_TRUE(comes_before("userName", "anna", "Berta"));
  EXPECT_TRUE(comes_before("externalId", "Berta", "anna"));
}

TEST(SortKey, ComparesDatesAsPointsInTime) {
  const Json early = {{"meta", {{"created", "2026-01-01T00:30:00+01:00"}}}};
  const Json late = {{"meta", {{"created", "2026-01-01T00:00:00Z"}}}};
  EXPECT_TRUE(key("meta.created", early) < key("meta.created", late));
}

TEST(SortKey, ComparesNumbersAndBooleansByValue) {
  EXPECT_TRUE(comes_before("shoeSize", 9, 10));
  EXPECT_TRUE(comes_before("shoeSize", -1.5, 0));
  EXPECT_TRUE(comes_before("active", false, true));
}

TEST(SortKey, PutsNumbersBeforeTextsAndWhatIsMissingLast) {
  EXPECT_TRUE(comes_before("shoeSize", 9, "9"));
  EXPECT_TRUE(comes_before("shoeSize", "9", nullptr));
  EXPECT_EQ(key("name.givenName", Json::object()), SortKey());
  EXPECT_EQ(key("displayName", {{"displayName", ""}}), SortKey());
}

TEST(SortKey, TakesThePrimaryValueOrElseTheFirst) {
  const Json none = {{"emails", {{{"value", "b@x"}}, {{"value", "a@x"}}}}};
  const Json second = {{"emails", {{{"value", "b@x"}}, {{"value", "a@x"}, {"primary", true}}}}};
  EXPECT_EQ(key("emails", none).text, "b@x");
  EXPECT_EQ(key("emails.value", second).text, "a@x");
  EXPECT_EQ(key("emails.type", second), SortKey());
  EXPECT_EQ(key("emails", {{"emails", Json::array()}}), SortKey());
}

TEST(SortKey, ReadsExtensionsAndTheirReferencesByValue) {
  const Json user = {
      {std::string(kEnterpriseUserUrn), {{"department", "IT"}, {"manager", {{"value", "7"}}}}}};
  EXPECT_EQ(key("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department", user).text, "it");
  EXPECT_EQ(key("manager", user).text, "7");
}

TEST(SortKey, CutsLongTextsBetweenCharacters) {
  const std::string long_text = std::string(255, 'x') + "\u00e4 and more";
  EXPECT_EQ(SortKey::of(long_text).text, std::string(255, 'x'));
}

TEST(SortPath, MustEndAtSomethingThatHasAnOrder) {
  for (const char* path :
       {"name", "addresses", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User", "a b"}) {
    const auto parsed = parse_sort_path(kUser, path);
    ASSERT_FALSE(parsed) << path;
    EXPECT_EQ(parsed.error().keyword, kInvalidPath) << path;
  }
}

}  // namespace
}  // namespace bridge::scim
