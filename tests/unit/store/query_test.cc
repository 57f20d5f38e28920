#include "store/query.h"

#include "store_test_support.h"

namespace bridge::store {
namespace {

using scim::ResourceType;

Candidates candidates(ResourceType type, const std::string& text) {
  return candidates_for(type, *must(scim::parse_filter(type, text)), false);
}

// The table or column the candidates come from.
bool uses(const Candidates& candidates, const std::string& part) {
  return std::string(candidates.sql).find(part) != std::string::npos;
}

TEST(Query, LooksUpTheNarrowestOfJoinedEqualities) {
  const auto found =
      candidates(ResourceType::user, "displayName eq \"A\" and (active eq true and userName eq \"B\")");
  EXPECT_TRUE(uses(found, "user_name = ?2"));
  EXPECT_EQ(found.value, "b");
  EXPECT_TRUE(uses(candidates(ResourceType::group, "members eq \"U\" and id eq \"G\""), "id = ?2"));
}

TEST(Query, FoldsOnlyWhatComparesWithoutCase) {
  EXPECT_EQ(candidates(ResourceType::user, "externalId eq \"Ab\"").value, "Ab");
  EXPECT_EQ(candidates(ResourceType::user, "id eq \"Ab\"").value, "Ab");
  EXPECT_EQ(candidates(ResourceType::user, "emails.value eq \"Ab\"").value, "ab");
  EXPECT_EQ(candidates(ResourceType::group, "displayName eq \"Ab\"").value, "ab");
}

TEST(Query, LooksIntoValuePaths) {
  const auto found = candidates(ResourceType::user, "emails[type eq \"work\" and value eq \"X\"]");
  EXPECT_TRUE(uses(found, "FROM emails"));
  EXPECT_EQ(found.value, "x");
  EXPECT_TRUE(uses(candidates(ResourceType::group, "members[value eq \"u\"]"), "FROM members"));
}

TEST(Query, StreamsWhatNoIndexAnswers) {
  for (const char* text :
       {"userName eq \"a\" or userName eq \"b\"", "not (userName eq \"a\")", "userName sw \"a\"",
        "userName ne \"a\"", "userName pr", "emails[type eq \"work\"]", "emails.type eq \"work\"",
        "emails[not (value eq \"a\")]", "emails[value eq \"a\" or type eq \"b\"]", "members eq \"u\"",
        "urn:example:x:displayName eq \"a\"", "active eq true"}) {
    const auto found = candidates(ResourceType::user, text);
    EXPECT_FALSE(found.value) << text << ": " << found.sql;
  }
  EXPECT_FALSE(candidates(ResourceType::group, "userName eq \"a\"").value);
  EXPECT_FALSE(candidates(ResourceType::group, "emails.value eq \"a\"").value);
}

MembersNeeded needed(const std::string& text) {
  return members_needed(*must(scim::parse_filter(ResourceType::group, text)));
}

TEST(Query, NeedsNoMembersForWhatDoesNotMentionThem) {
  const auto none = needed("displayName eq \"a\" and id eq \"b\"");
  EXPECT_FALSE(none.all);
  EXPECT_FALSE(none.one);
  EXPECT_TRUE(none.values.empty());
}

TEST(Query, NeedsOnlyTheMembersAFilterNames) {
  const auto some =
      needed("id eq \"g\" and (members eq \"A\" or not (members[value eq \"b\" and type eq \"User\"]))");
  EXPECT_FALSE(some.all);
  EXPECT_EQ(some.values, (std::vector<std::string>{"A", "b"}));
  EXPECT_TRUE(needed("members pr").one);
  EXPECT_FALSE(needed("members pr").all);
}

TEST(Query, NeedsAllMembersForTheRest) {
  for (const char* text : {"members.display eq \"a\"", "members.value ne \"a\"", "members.value co \"a\"",
                           "members[display eq \"a\"]", "members.display pr"}) {
    EXPECT_TRUE(needed(text).all) << text;
  }
}

}  // namespace
}  // namespace bridge::store
