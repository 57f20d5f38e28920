#include "scim/rights.h"

#include <gtest/gtest.h>

#include "scim/exchange.h"

namespace bridge::scim {
namespace {

Request request(std::string method, std::vector<std::string> path) {
  Request made;
  made.method = std::move(method);
  made.path = std::move(path);
  return made;
}

TEST(Rights, SayWhatAClientMayDo) {
  const struct {
    Request request;
    bool read_only, users;
  } cases[] = {
      {request("GET", {"Users"}), true, true},
      {request("GET", {"Users", "1"}), true, true},
      {request("HEAD", {"Users", "1"}), true, true},
      {request("OPTIONS", {"Users"}), true, true},
      {request("POST", {"Users", ".search"}), true, true},
      {request("POST", {"Users"}), false, true},
      {request("PUT", {"Users", "1"}), false, true},
      {request("PATCH", {"users", "1"}), false, true},
      {request("DELETE", {"Users", "1"}), false, true},
      {request("DELETE", {"Users", ".search"}), false, true},
      {request("GET", {"Groups"}), true, false},
      {request("GET", {"groups", "1"}), true, false},
      {request("POST", {"GROUPS", ".search"}), true, false},
      {request("POST", {"Groups"}), false, false},
      {request("GET", {}), true, false},
      {request("POST", {".search"}), true, false},
      {request("POST", {"Bulk"}), false, true},
      {request("GET", {"Schemas"}), true, true},
      {request("PUT", {}), false, false},
  };
  for (const auto& [asked, read_only, users] : cases) {
    const std::string what = asked.method + " " + (asked.path.empty() ? "/" : asked.path[0]);
    EXPECT_EQ(may(Rights::read_only, asked), read_only) << what;
    EXPECT_EQ(may(Rights::users, asked), users) << what;
    EXPECT_TRUE(may(Rights::all, asked)) << what;
  }
}

TEST(Rights, HaveNamesThatAreReadBack) {
  for (const Rights rights : {Rights::read_users, Rights::read_only, Rights::users, Rights::all})
    EXPECT_EQ(parse_rights(name_of(rights)), rights);
  EXPECT_EQ(parse_rights("everything"), std::nullopt);
}

TEST(Rights, AreJoinedAndNarrowed) {
  EXPECT_EQ(Rights::all & Rights::users, Rights::users);
  EXPECT_EQ(Rights::read_only & Rights::users, Rights::read_users);
  EXPECT_EQ(Rights::read_only | Rights::users, Rights::all);
  EXPECT_FALSE(may(Rights::read_users, request("GET", {"Groups"})));
  EXPECT_FALSE(may(Rights::read_users, request("POST", {"Users"})));
  EXPECT_TRUE(may(Rights::read_users, request("GET", {"Users"})));
}

}  // namespace
}  // namespace bridge::scim
