#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/daemon_process.h"
#include "support/http_client.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::percent_encode;

class ReadsFromDaemon : public ::testing::Test {
 protected:
  std::string make(const std::string& endpoint, const json& body) {
    const auto made = client_.post(endpoint, body);
    EXPECT_EQ(made.status, 201) << made.body;
    return made.body.value("id", "");
  }
  std::string user(const std::string& name, json more = json::object()) {
    more.update({{"userName", name}, {"externalId", "id-" + name}});
    return make("/Users", more);
  }
  std::string group(const std::string& name, const json& members = json::array()) {
    return make("/Groups", {{"displayName", name}, {"members", members}});
  }
  // The names on a page, joined.
  static std::string names(const json& list) {
    std::string joined;
    for (const auto& each : list.value("Resources", json::array()))
      joined += each.value("userName", each.value("displayName", "?")) + " ";
    return joined;
  }
  testing::ScimResponse get(const std::string& path) { return client_.get(path); }

  testing::SlapdProcess slapd_{{.overlays = {"ppolicy"}}};
  testing::DaemonProcess daemon_{slapd_};
  testing::ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(ReadsFromDaemon, SortAndPageByIndex) {
  for (const char* name : {"carl", "Anna", "bob", "dora"}) user(name);
  EXPECT_EQ(names(get("/Users?sortBy=userName").body), "Anna bob carl dora ");
  const auto page = get("/Users?sortBy=userName&sortOrder=descending&startIndex=2&count=2").body;
  EXPECT_EQ(names(page), "carl bob ");
  EXPECT_EQ(page["totalResults"], 4);
  EXPECT_EQ(page["startIndex"], 2);
  EXPECT_EQ(page["itemsPerPage"], 2);
  EXPECT_EQ(get("/Users?count=0").body["Resources"], json::array());
  EXPECT_EQ(get("/Users?count=-1").body["totalResults"], 4);
  EXPECT_EQ(get("/Users?startIndex=-5&count=1").body["startIndex"], 1);
  EXPECT_EQ(get("/Users?sortBy=name").status, 400);
  EXPECT_EQ(get("/Users?sortBy=userName&sortOrder=up").body["scimType"], "invalidValue");
}

TEST_F(ReadsFromDaemon, PageByCursorWhileOthersComeAndGo) {
  for (const char* name : {"a", "b", "c", "d"}) user(name);
  auto page = get("/Users?sortBy=userName&count=2&cursor=").body;
  EXPECT_EQ(names(page), "a b ");
  EXPECT_FALSE(page.contains("startIndex"));
  user("aa");
  const std::string next = page["nextCursor"];
  page = get("/Users?sortBy=userName&count=2&cursor=" + next).body;
  EXPECT_EQ(names(page), "c d ");
  EXPECT_EQ(page["totalResults"], 5);
  EXPECT_FALSE(page.contains("nextCursor"));
  EXPECT_EQ(client_
                .post("/Users/.search", {{"schemas", {"urn:ietf:params:scim:api:messages:2.0:SearchRequest"}},
                                         {"sortBy", "userName"},
                                         {"count", 1},
                                         {"cursor", next}})
                .body["Resources"][0]["userName"],
            "c");
  EXPECT_EQ(get("/Users?cursor=" + next).body["scimType"], "invalidCursor");
  EXPECT_EQ(get("/Users?cursor=zz").status, 400);
  EXPECT_EQ(get("/Users?cursor=&count=x").body["scimType"], "invalidCount");
}

TEST_F(ReadsFromDaemon, AskOverBothTypesAtTheRoot) {
  user("anna");
  group("crew");
  EXPECT_EQ(names(get("/").body), "anna crew ");
  EXPECT_EQ(names(client_.filter("/", "userName eq \"ANNA\" or displayName sw \"c\"").body), "anna crew ");
  EXPECT_EQ(names(client_.filter("", "meta.resourceType eq \"Group\"").body), "crew ");
  const auto searched =
      client_.post("/.search", {{"filter", "displayName pr"}, {"attributes", {"displayName"}}});
  EXPECT_EQ(searched.status, 200);
  EXPECT_EQ(searched.body["totalResults"], 1);
  EXPECT_FALSE(searched.body["Resources"][0].contains("meta"));
  EXPECT_EQ(client_.post("/Groups/.search", json::object()).body["totalResults"], 1);
  EXPECT_EQ(client_.post("/Users/.search", {{"count", "1"}}).body["scimType"], "invalidValue");
}

TEST_F(ReadsFromDaemon, ShowGroupsOfPeopleAndMembersOfGroups) {
  const auto anna = user("anna", {{"displayName", "Anna"}});
  const auto crew = group("crew", {{{"value", anna}}});
  const auto shown = get("/Users/" + anna).body;
  EXPECT_EQ(shown["groups"], json::array({{{"value", crew},
                                           {"display", "crew"},
                                           {"type", "direct"},
                                           {"$ref", get("/Groups/" + crew).body["meta"]["location"]}}}));
  EXPECT_EQ(client_.patch("/Users/" + anna, {{{"op", "replace"}, {"path", "displayName"}, {"value", "Ann"}}})
                .status,
            200);
  EXPECT_EQ(
      get("/Groups/" + crew).body["members"],
      json::array(
          {{{"value", anna}, {"display", "Ann"}, {"type", "User"}, {"$ref", shown["meta"]["location"]}}}));
  EXPECT_EQ(names(client_.filter("/Users", "groups.value eq \"" + crew + "\"").body), "anna ");
  EXPECT_EQ(names(client_.filter("/Users", "groups[display eq \"CREW\"]").body), "anna ");
  EXPECT_EQ(names(client_.filter("/Users", "meta.location eq " + shown["meta"]["location"].dump()).body),
            "anna ");
  EXPECT_FALSE(get("/Users/" + anna + "?attributes=userName").body.contains("groups"));
  EXPECT_EQ(get("/Groups/" + crew + "?attributes=members.display").body["members"],
            json::array({{{"display", "Ann"}}}));
}

TEST_F(ReadsFromDaemon, FilterByDatesWithOffsets) {
  user("anna");
  EXPECT_EQ(names(client_.filter("/Users", "meta.created gt \"2020-01-01T01:00:00+02:00\"").body), "anna ");
  EXPECT_EQ(names(client_.filter("/Users", "meta.lastModified lt \"2020-01-01T00:00:00Z\"").body), "");
}

TEST_F(ReadsFromDaemon, NameTheLocationOfWhatTheyShow) {
  const auto anna = user("anna");
  testing::HttpClient http(daemon_.port());
  http.send(testing::http_request("GET", "/scim/v2/Users/" + anna,
                                  "Authorization: Bearer " + daemon_.token() + "\r\n"));
  const auto answer = http.read_response();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("Content-Location"), json::parse(answer->body)["meta"]["location"]);
  EXPECT_EQ(answer->header("Location"), answer->header("Content-Location"));
  EXPECT_EQ(answer->header("ETag"), json::parse(answer->body)["meta"]["version"]);
}

TEST_F(ReadsFromDaemon, ShowAGroupLargerThanAPageOfRows) {
  json members = json::array();
  for (int i = 0; i < 1234; ++i) members.push_back({{"value", "unknown-" + std::to_string(i)}});
  const auto crew = group("crew", members);
  EXPECT_EQ(get("/Groups/" + crew).body["members"].size(), 1234u);
  EXPECT_FALSE(get("/Groups/" + crew + "?excludedAttributes=members").body.contains("members"));
}

}  // namespace
}  // namespace bridge
