#include "scim/error.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scim/json.h"

namespace bridge::scim {
namespace {

TEST(ErrorBody, CarriesTheStatusAsAString) {
  const auto body = parse_json(error_body(409, kUniqueness, "userName 'jo' is taken"));
  ASSERT_TRUE(body);
  EXPECT_EQ(*body, Json({{"schemas", {"urn:ietf:params:scim:api:messages:2.0:Error"}},
                         {"status", "409"},
                         {"scimType", "uniqueness"},
                         {"detail", "userName 'jo' is taken"}}));
}

TEST(ErrorBody, LeavesAnEmptyScimTypeOut) {
  const auto body = parse_json(error_body(404, "", "no such user"));
  ASSERT_TRUE(body);
  EXPECT_FALSE(body->contains("scimType"));
}

TEST(ErrorBody, IsJsonWhateverBytesTheDetailHolds) {
  std::string detail;
  for (int byte = 0; byte < 256; ++byte) detail += static_cast<char>(byte);
  const auto body = parse_json(error_body(400, kInvalidValue, detail));
  ASSERT_TRUE(body) << body.error().message;
  EXPECT_TRUE((*body)["detail"].is_string());
}

TEST(StatusOf, TellsAClientWhatItCanDo) {
  EXPECT_EQ(status_of(invalid_input("")), 400);
  EXPECT_EQ(status_of({Error::Code::denied, ""}), 403);
  EXPECT_EQ(status_of(not_found("")), 404);
  EXPECT_EQ(status_of(conflict("")), 409);
  EXPECT_EQ(status_of({Error::Code::precondition, ""}), 412);
  EXPECT_EQ(status_of(internal("")), 500);
  EXPECT_EQ(status_of(unavailable("")), 503);
}

}  // namespace
}  // namespace bridge::scim
