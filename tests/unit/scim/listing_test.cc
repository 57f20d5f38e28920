#include "scim/listing.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scim/error.h"

namespace bridge::scim {
namespace {

constexpr auto kUser = ResourceType::user;

Request asking(std::vector<std::pair<std::string, std::string>> query) {
  Request request;
  request.query = std::move(query);
  return request;
}

struct View {
  const char* attributes;
  const char* excluded;
  const char* shown;
};

void PrintTo(const View& each, std::ostream* out) {
  *out << testing::PrintToString(each.attributes) << " without " << testing::PrintToString(each.excluded);
}

class ProjectedUser : public testing::TestWithParam<View> {};

TEST_P(ProjectedUser, ShowsWhatWasAskedFor) {
  const auto projection = parse_projection(
      kUser, asking({{"attributes", GetParam().attributes}, {"excludedAttributes", GetParam().excluded}}));
  ASSERT_TRUE(projection) << projection.error().message;
  Json user =
      *parse_json(R"({"schemas":["s"],"id":"1","userName":"jo","name":{"givenName":"J","familyName":"Y"},
    "emails":[{"type":"work","value":"a"},{"value":"b"}],"shoeSize":42,"meta":{"version":"1","created":"c"},
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"IT","manager":{"value":"m","$ref":"r"}}})");
  project(kUser, *projection, user);
  EXPECT_EQ(user, *parse_json(GetParam().shown)) << user;
}

#define ENTERPRISE "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
#define ALWAYS "\"schemas\":[\"s\"],\"id\":\"1\""

INSTANTIATE_TEST_SUITE_P(
    Asked, ProjectedUser,
    testing::Values(
        View{"id", "", "{" ALWAYS "}"}, View{"nonsense", "", "{" ALWAYS "}"},
        View{"userName,emails", "",
             "{" ALWAYS R"(,"userName":"jo","emails":[{"type":"work","value":"a"},{"value":"b"}]})"},
        View{" USERNAME , shoesize,", "", "{" ALWAYS R"(,"userName":"jo","shoeSize":42})"},
        View{R"(emails[type eq "work"])", "",
             "{" ALWAYS R"(,"emails":[{"type":"work","value":"a"},{"value":"b"}]})"},
        View{R"(emails[type eq "a,b]" and value pr].value,userName)", "",
             "{" ALWAYS R"(,"userName":"jo","emails":[{"type":"work","value":"a"},{"value":"b"}]})"},
        View{"name.familyName,emails.type", "",
             "{" ALWAYS R"(,"name":{"familyName":"Y"},"emails":[{"type":"work"}]})"},
        View{"name.familyName,name", "", "{" ALWAYS R"(,"name":{"givenName":"J","familyName":"Y"}})"},
        View{"name.middleName", "", "{" ALWAYS "}"},
        View{"meta.version", "", "{" ALWAYS R"(,"meta":{"version":"1"}})"},
        View{ENTERPRISE, "",
             "{" ALWAYS ",\"" ENTERPRISE R"(":{"department":"IT","manager":{"value":"m","$ref":"r"}}})"},
        View{ENTERPRISE ":Department", "", "{" ALWAYS ",\"" ENTERPRISE R"(":{"department":"IT"}})"},
        View{"manager.value", "", "{" ALWAYS ",\"" ENTERPRISE R"(":{"manager":{"value":"m"}}})"},
        View{"department", "", "{" ALWAYS "}"},
        View{"urn:ietf:params:scim:schemas:core:2.0:User:userName", "", "{" ALWAYS R"(,"userName":"jo"})"}));

INSTANTIATE_TEST_SUITE_P(
    Excluded, ProjectedUser,
    testing::Values(
        View{"", "id,schemas,emails,name,meta,shoeSize," ENTERPRISE, "{" ALWAYS R"(,"userName":"jo"})"},
        View{"", "emails.type,NAME.givenName,name.familyName,meta.created,shoeSize," ENTERPRISE ":manager",
             "{" ALWAYS
             R"(,"userName":"jo","emails":[{"value":"a"},{"value":"b"}],"meta":{"version":"1"},")" ENTERPRISE
             R"(":{"department":"IT"}})"},
        View{"userName,emails", "emails.value,userName", "{" ALWAYS R"(,"emails":[{"type":"work"}]})"}));

TEST(Projection, RefusesWhatIsNoName) {
  const auto projection = parse_projection(kUser, asking({{"Attributes", "userName,a b"}}));
  ASSERT_FALSE(projection);
  EXPECT_EQ(projection.error(), invalid_input("'a b' is not an attribute path", kInvalidValue));
}

TEST(Projection, TellsWhatIsWorthFetching) {
  constexpr auto kGroup = ResourceType::group;
  const auto shows = [](std::vector<std::pair<std::string, std::string>> query, const char* attribute) {
    return parse_projection(kGroup, asking(std::move(query)))->shows(kGroup, attribute);
  };
  EXPECT_TRUE(shows({}, "members"));
  EXPECT_FALSE(shows({{"excludedAttributes", "members"}}, "members"));
  EXPECT_FALSE(shows({{"excludedattributes", "MEMBERS,displayName"}}, "members"));
  EXPECT_TRUE(shows({{"excludedAttributes", "members.display"}}, "members"));
  EXPECT_FALSE(shows({{"attributes", "id"}}, "members"));
  EXPECT_TRUE(shows({{"attributes", "id,members.value"}}, "members"));
  EXPECT_TRUE(shows({{"attributes", "displayName"}, {"excludedAttributes", "id"}}, "id"));
}

TEST(Projection, TakesAwayAGroupsMembers) {
  const auto projection = parse_projection(ResourceType::group, asking({{"excludedAttributes", "members"}}));
  Json group = *parse_json(R"({"id":"1","displayName":"g","members":[{"value":"u"}]})");
  project(ResourceType::group, *projection, group);
  EXPECT_EQ(group, *parse_json(R"({"id":"1","displayName":"g"})"));
}

TEST(Page, IsTheFirstHundredUnlessAsked) {
  const auto page = parse_page(asking({}));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->start_index, 1);
  EXPECT_EQ(page->count, 100);
}

struct Asked {
  const char* start_index;
  const char* count;
  long first;
  long most;
};

void PrintTo(const Asked& each, std::ostream* out) { *out << each.start_index << " " << each.count; }

class PageNumbers : public testing::TestWithParam<Asked> {};

TEST_P(PageNumbers, AreBroughtIntoRange) {
  const auto page = parse_page(asking({{"STARTINDEX", GetParam().start_index}, {"Count", GetParam().count}}));
  ASSERT_TRUE(page) << page.error().message;
  EXPECT_EQ(page->start_index, GetParam().first);
  EXPECT_EQ(page->count, GetParam().most);
}

INSTANTIATE_TEST_SUITE_P(
    Asked, PageNumbers,
    testing::Values(Asked{"1", "2", 1, 2}, Asked{"6", "5", 6, 5}, Asked{"0", "0", 1, 0},
                    Asked{"-7", "-7", 1, 0}, Asked{"11", "1000", 11, 1000}, Asked{"1", "1001", 1, 1000},
                    Asked{"99999999999999999999", "99999999999999999999", 9223372036854775807, 1000},
                    Asked{"-99999999999999999999", "-99999999999999999999", 1, 0}));

TEST(Page, RefusesWhatIsNoNumber) {
  for (const char* text : {"", "many", "1x", "1.5", " 1", "0x10", "-"}) {
    const auto page = parse_page(asking({{"count", text}}));
    ASSERT_FALSE(page) << text;
    EXPECT_EQ(
        page.error(),
        invalid_input("parameter 'count' must be a number, not '" + std::string(text) + "'", kInvalidValue));
    EXPECT_FALSE(parse_page(asking({{"startIndex", text}}))) << text;
  }
}

TEST(ListResponse, CountsWhatItHolds) {
  EXPECT_EQ(
      list_response({Json{{"id", "a"}}, Json{{"id", "b"}}}, 12, 6),
      *parse_json(
          R"({"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"totalResults":12,"startIndex":6,
                            "itemsPerPage":2,"Resources":[{"id":"a"},{"id":"b"}]})"));
}

TEST(ListResponse, HasAnEmptyListForNothing) {
  const Json response = list_response({}, 0, 1);
  EXPECT_EQ(response["totalResults"], 0);
  EXPECT_EQ(response["Resources"], Json::array());
}

}  // namespace
}  // namespace bridge::scim
