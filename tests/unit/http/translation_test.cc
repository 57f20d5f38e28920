#include "http/translation.h"

#include <gtest/gtest.h>

namespace bridge::http {
namespace {

Request request(std::string method, std::string path, std::vector<Header> headers = {},
                std::string body = {}) {
  Request made;
  made.method = std::move(method);
  made.path = std::move(path);
  made.headers = std::move(headers);
  made.body = std::move(body);
  made.id = "id-1";
  return made;
}

TEST(Translation, FindsTheBase) {
  for (const char* below : {"/scim", "/scim/", "/scim/v2", "//scim//v2/Users", "/scim/Users"}) {
    EXPECT_TRUE(is_below_base(below)) << below;
  }
  for (const char* elsewhere : {"/", "", "/scimx", "/SCIM", "/healthz", "/x/scim", "*"}) {
    EXPECT_FALSE(is_below_base(elsewhere)) << elsewhere;
  }
}

TEST(Translation, TakesTheBaseOffThePath) {
  using Path = std::vector<std::string>;
  EXPECT_EQ(to_scim(request("GET", "/scim/v2/Users/1"), "")->path, (Path{"Users", "1"}));
  EXPECT_EQ(to_scim(request("GET", "/scim/Users//1/"), "")->path, (Path{"Users", "1"}));
  EXPECT_EQ(to_scim(request("GET", "//scim//v2//Users"), "")->path, (Path{"Users"}));
  EXPECT_EQ(to_scim(request("GET", "/scim/v2"), "")->path, Path{});
  EXPECT_EQ(to_scim(request("GET", "/scim"), "")->path, Path{});
}

TEST(Translation, CarriesWhatScimNeeds) {
  Request http = request("PUT", "/scim/v2/Users", {{"if-match", "W/\"1\""}, {"If-None-Match", "*"}}, "{}");
  http.query = "startIndex=2";
  const auto scim = to_scim(std::move(http), "");
  ASSERT_TRUE(scim);
  EXPECT_EQ(scim->method, "PUT");
  EXPECT_EQ(scim->parameter("startindex"), "2");
  EXPECT_EQ(scim->if_match, "W/\"1\"");
  EXPECT_EQ(scim->if_none_match, "*");
  EXPECT_EQ(scim->body, "{}");
  EXPECT_EQ(scim->id, "id-1");
  EXPECT_EQ(to_scim(request("HEAD", "/scim"), "")->method, "GET");
}

TEST(Translation, MakesTheBaseUrlFromTheHostUnlessToldBetter) {
  Request http = request("GET", "/scim/Users", {{"Host", "h:8443"}});
  EXPECT_EQ(to_scim(Request(http), "")->base_url, "http://h:8443/scim/v2");
  http.secure = true;
  EXPECT_EQ(to_scim(Request(http), "")->base_url, "https://h:8443/scim/v2");
  EXPECT_EQ(to_scim(Request(http), "https://scim.example.org/x")->base_url, "https://scim.example.org/x");
  EXPECT_EQ(to_scim(request("GET", "/scim"), "")->base_url, "http://localhost/scim/v2");
}

TEST(Translation, AcceptsScimJsonPlainJsonAndNoTypeAtAll) {
  for (const char* type :
       {"application/scim+json; charset=utf-8", "APPLICATION/JSON", " application/json ;x", ""}) {
    EXPECT_TRUE(to_scim(request("POST", "/scim", {{"Content-Type", type}}, "{}"), "")) << type;
  }
  EXPECT_TRUE(to_scim(request("POST", "/scim", {}, "{}"), ""));
  EXPECT_TRUE(to_scim(request("GET", "/scim", {{"Content-Type", "text/plain"}}), ""));
  EXPECT_TRUE(to_scim(request("POST", "/scim", {{"Content-Encoding", "Identity"}}, "{}"), ""));
}

TEST(Translation, RefusesForeignBodies) {
  for (const char* type : {"text/plain", "application/xml", "application/jsonx", "multipart/form-data"}) {
    const auto scim = to_scim(request("POST", "/scim", {{"Content-Type", type}}, "{}"), "");
    ASSERT_FALSE(scim) << type;
    EXPECT_EQ(scim.error().status, 415);
  }
  const auto compressed = to_scim(request("POST", "/scim", {{"Content-Encoding", "gzip"}}, "x"), "");
  ASSERT_FALSE(compressed);
  EXPECT_EQ(compressed.error().status, 415);
}

TEST(Translation, RefusesABrokenTarget) {
  const auto scim = to_scim(request("GET", "/scim/v2/Users/%zz"), "");
  ASSERT_FALSE(scim);
  EXPECT_EQ(scim.error().status, 400);
}

TEST(Translation, WritesOnlyTheHeadersThatSaySomething) {
  const Response bare = to_http({204, "", "", "", "", 0});
  EXPECT_EQ(bare.status, 204);
  EXPECT_EQ(bare.headers, (std::vector<Header>{{"Content-Type", "application/scim+json"}}));
  const Response full = to_http({201, "{}", "https://h/Users/1", "W/\"1\"", "GET", 7});
  const std::vector<Header> headers = {{"Content-Type", "application/scim+json"},
                                       {"Content-Location", "https://h/Users/1"},
                                       {"Location", "https://h/Users/1"},
                                       {"ETag", "W/\"1\""},
                                       {"Allow", "GET"},
                                       {"Retry-After", "7"}};
  EXPECT_EQ(full.headers, headers);
}

}  // namespace
}  // namespace bridge::http
