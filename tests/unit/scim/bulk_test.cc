#include "scim/bulk.h"

#include <gtest/gtest.h>

#include "scim/error.h"

namespace bridge::scim {
namespace {

Json parsed(const char* text) { return *parse_json(text); }

TEST(ParseBulk, TakesOperationsApart) {
  const auto bulk = parse_bulk(parsed(R"({"failonerrors": 2, "operations": [
    {"Method": "post", "path": "/Users", "bulkId": "a", "data": {"userName": "jo"}},
    {"method": "DELETE", "path": "Users//u1/", "version": "W/\"3\""}]})"));
  ASSERT_TRUE(bulk) << bulk.error().message;
  EXPECT_EQ(bulk->fail_on_errors, 2);
  ASSERT_EQ(bulk->operations.size(), 2U);
  EXPECT_EQ(bulk->operations[0].method, "POST");
  EXPECT_EQ(bulk->operations[0].path, std::vector<std::string>{"Users"});
  EXPECT_EQ(bulk->operations[0].bulk_id, "a");
  EXPECT_EQ(bulk->operations[0].data, parsed(R"({"userName": "jo"})"));
  EXPECT_EQ(bulk->operations[1].path, (std::vector<std::string>{"Users", "u1"}));
  EXPECT_EQ(bulk->operations[1].version, "W/\"3\"");
  EXPECT_TRUE(bulk->operations[1].data.is_null());
}

struct Bad {
  const char* message;
  const char* keyword;
  const char* detail;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.message; }

class BadBulk : public ::testing::TestWithParam<Bad> {};

TEST_P(BadBulk, IsRefusedWithItsPlace) {
  const auto bulk = parse_bulk(parsed(GetParam().message));
  ASSERT_FALSE(bulk);
  EXPECT_EQ(bulk.error(), invalid_input(GetParam().detail, GetParam().keyword));
}

INSTANTIATE_TEST_SUITE_P(
    Messages, BadBulk,
    ::testing::Values(
        Bad{"{}", "invalidSyntax", "'Operations' must be a list"},
        Bad{R"({"Operations": {}})", "invalidSyntax", "'Operations' must be a list"},
        Bad{R"({"Operations": [1]})", "invalidSyntax", "operation 1: it must be a JSON object"},
        Bad{R"({"Operations": [{"path": "/Users"}]})", "invalidSyntax", "operation 1: 'method' is missing"},
        Bad{R"({"Operations": [{"method": "POST"}]})", "invalidSyntax", "operation 1: 'path' is missing"},
        Bad{R"({"Operations": [{"method": "POST", "path": 7}]})", "invalidSyntax",
            "operation 1: 'path' must be a string"},
        Bad{R"({"Operations": [], "failOnErrors": 0})", "invalidValue",
            "'failOnErrors' must be an integer from 1"},
        Bad{R"({"Operations": [], "failOnErrors": "1"})", "invalidValue",
            "'failOnErrors' must be an integer from 1"}));

TEST(ParseBulk, BoundsTheNumberOfOperations) {
  const Json one = {{"method", "DELETE"}, {"path", "/Users/1"}};
  EXPECT_TRUE(parse_bulk({{"Operations", Json::array_t(kMostBulkOperations, one)}}));
  const auto many = parse_bulk({{"Operations", Json::array_t(kMostBulkOperations + 1, one)}});
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().keyword, kTooMany);
}

BulkOperation operation(const char* data, std::vector<std::string> path = {"Users"}) {
  return {"POST", std::move(path), "", "", parsed(data)};
}

TEST(BulkReferences, AreFoundAnywhere) {
  const BulkIds ids{{"a", ""}, {"b", ""}, {"with space", ""}};
  using Names = std::set<std::string>;
  EXPECT_EQ(*references_of(operation(R"({"members": [{"value": "bulkId:a"}, "bulkId:b"]})"), ids),
            (Names{"a", "b"}));
  EXPECT_EQ(*references_of(operation(R"({"x": {"manager": "bulkId:with space"}})"), ids),
            Names{"with space"});
  EXPECT_EQ(*references_of(operation(R"({"path": "members[value eq \"bulkId:a\"]"})"), ids), Names{"a"});
  EXPECT_EQ(*references_of(operation(R"({"$ref": "../Users/bulkId:b"})"), ids), Names{"b"});
  EXPECT_EQ(*references_of(operation("null", {"Groups", "bulkId:a"}), ids), Names{"a"});
  EXPECT_EQ(*references_of(operation(R"({"displayName": "what is bulkId:c?"})"), ids), Names{});
}

TEST(BulkReferences, ToNothingAreRefused) {
  const auto names = references_of(operation(R"({"members": [{"value": "bulkId:c"}]})"), {{"a", ""}});
  ASSERT_FALSE(names);
  EXPECT_EQ(names.error(),
            invalid_input("'bulkId:c': no POST of this request has that bulkId", kInvalidValue));
}

TEST(BulkReferences, BecomeIds) {
  const BulkIds ids{{"a", "id-1"}, {"ab", "id-2"}};
  const auto done = resolved(
      operation(
          R"({"a": "bulkId:a", "b": ["bulkId:ab"], "c": "x[v eq \"bulkId:a\"] bulkId:ab bulkId:no", "d": 1})",
          {"Users", "bulkId:ab"}),
      ids);
  EXPECT_EQ(done.path, (std::vector<std::string>{"Users", "id-2"}));
  EXPECT_EQ(done.data,
            parsed(R"({"a": "id-1", "b": ["id-2"], "c": "x[v eq \"id-1\"] id-2 bulkId:no", "d": 1})"));
}

TEST(BulkOrder, PutsWhatIsNeededFirstAndKeepsTheRest) {
  using Places = std::vector<std::size_t>;
  EXPECT_EQ(order_of({{}, {}, {}}), (Places{0, 1, 2}));
  EXPECT_EQ(order_of({{2}, {}, {}}), (Places{1, 2, 0}));
  EXPECT_EQ(order_of({{1}, {2}, {}}), (Places{2, 1, 0}));
}

TEST(BulkOrder, LeavesCirclesOutAndWhatStandsOnThem) {
  using Places = std::vector<std::size_t>;
  EXPECT_EQ(order_of({{1}, {0}, {}, {0}}), Places{2});
  EXPECT_EQ(order_of({{0}}), Places{});
}

}  // namespace
}  // namespace bridge::scim
