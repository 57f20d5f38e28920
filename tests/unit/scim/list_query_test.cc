#include "scim/list_query.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scim/error.h"

namespace bridge::scim {
namespace {

Request asking(Parameters query) {
  Request request;
  request.query = std::move(query);
  return request;
}

TEST(ListQuery, ReadsFilterOrderAndProjection) {
  const auto query = parse_list_query(
      ResourceType::user,
      asking({{"filter", "userName eq \"a\""}, {"sortBy", "emails"}, {"attributes", "userName"}}));
  ASSERT_TRUE(query) << query.error().message;
  EXPECT_EQ(to_text(*query->filter), "userName eq \"a\"");
  EXPECT_EQ(to_text(*query->sort_by), "emails.value");
  EXPECT_EQ(query->projection.only.size(), 1u);
}

TEST(ListQuery, AsksForEverythingByDefault) {
  const auto query = parse_list_query(ResourceType::group, asking({{"sortBy", ""}}));
  ASSERT_TRUE(query);
  EXPECT_EQ(query->filter, nullptr);
  EXPECT_FALSE(query->sort_by);
}

TEST(ListQuery, KnowsTwoOrders) {
  EXPECT_FALSE(*parse_descending(asking({})));
  EXPECT_FALSE(*parse_descending(asking({{"sortOrder", "Ascending"}})));
  EXPECT_TRUE(*parse_descending(asking({{"sortorder", "DESCENDING"}})));
  EXPECT_EQ(parse_descending(asking({{"sortOrder", "down"}})).error().keyword, kInvalidValue);
}

TEST(ListQuery, IsTheSameListWhateverPageItAsksFor) {
  const Parameters query = {{"filter", "a pr"}, {"count", "5"}};
  EXPECT_EQ(identity_of_list(asking(query)), identity_of_list(asking({{"Filter", "a pr"}, {"cursor", "x"}})));
  EXPECT_NE(identity_of_list(asking(query)), identity_of_list(asking({{"filter", "b pr"}})));
  EXPECT_NE(identity_of_list(asking(query)), identity_of_list(asking({{"sortBy", "a pr"}})));
}

TEST(SearchRequest, SaysWhatParametersWould) {
  const auto parameters = parse_search_request(
      R"({"schemas":["x"],"Attributes":["a","b[c eq \"d,e\"]"],"filter":"a pr","startIndex":2,"count":-1,
          "sortBy":"a","sortOrder":"descending","cursor":"","excludedAttributes":null,"odd":{}})");
  ASSERT_TRUE(parameters) << parameters.error().message;
  EXPECT_EQ(*parameters, (Parameters{{"attributes", "a"},
                                     {"attributes", "b[c eq \"d,e\"]"},
                                     {"filter", "a pr"},
                                     {"sortBy", "a"},
                                     {"sortOrder", "descending"},
                                     {"startIndex", "2"},
                                     {"count", "-1"},
                                     {"cursor", ""}}));
  EXPECT_TRUE(parse_search_request("{}")->empty());
}

TEST(SearchRequest, RefusesValuesOfTheWrongType) {
  for (const char* body : {R"({"attributes":"a"})", R"({"attributes":[1]})", R"({"filter":1})",
                           R"({"startIndex":"1"})", R"({"count":1.5})", R"({"sortBy":["a"]})"}) {
    const auto parameters = parse_search_request(body);
    ASSERT_FALSE(parameters) << body;
    EXPECT_EQ(parameters.error().keyword, kInvalidValue) << body;
  }
  EXPECT_EQ(parse_search_request("[]").error().keyword, kInvalidSyntax);
  EXPECT_EQ(parse_search_request("").error().keyword, kInvalidSyntax);
}

TEST(ListText, IsTheSameAsAListBuiltAtOnce) {
  const auto written = [](std::vector<std::string> resources, const Json& members) {
    ListText list;
    std::string text;
    for (const std::string& resource : resources) {
      list.begin_resource(text);
      text += resource;
    }
    list.end(members, text);
    return *parse_json(text);
  };
  EXPECT_EQ(written({R"({"id":"1"})", R"({"id":"2"})"}, {{"totalResults", 9}, {"startIndex", 3}}),
            list_response({{{"id", "1"}}, {{"id", "2"}}}, 9, 3));
  EXPECT_EQ(written({}, {{"totalResults", 0}, {"startIndex", 1}}), list_response({}, 0, 1));
}

TEST(PageByCursor, TakesTheCursorInsteadOfAnIndex) {
  EXPECT_EQ(parse_page(asking({{"cursor", ""}}))->cursor, "");
  EXPECT_EQ(parse_page(asking({{"cursor", "ab"}, {"count", "3"}}))->count, 3);
  EXPECT_EQ(parse_page(asking({{"cursor", ""}, {"startIndex", "1"}})).error().keyword, kInvalidValue);
  EXPECT_EQ(parse_page(asking({{"cursor", ""}, {"count", "x"}})).error().keyword, kInvalidCount);
  EXPECT_EQ(parse_page(asking({{"count", "x"}})).error().keyword, kInvalidValue);
}

}  // namespace
}  // namespace bridge::scim
