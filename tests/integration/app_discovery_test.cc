#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/daemon_process.h"
#include "support/http_client.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;

class DiscoveryOfDaemon : public ::testing::Test {
 protected:
  // With the raw headers; `path` is below /scim/v2.
  testing::HttpResponse ask(const std::string& method, const std::string& path) {
    testing::HttpClient http(daemon_.port());
    http.send(testing::http_request(method, "/scim/v2" + path,
                                    "Authorization: Bearer " + daemon_.token() + "\r\n"));
    return http.read_response(method == "HEAD").value_or(testing::HttpResponse{});
  }

  testing::SlapdProcess slapd_{{.overlays = {"ppolicy"}}};
  testing::DaemonProcess daemon_{slapd_};
  testing::ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(DiscoveryOfDaemon, IsServedInListsAndOneByOne) {
  const auto config = client_.get("/ServiceProviderConfig");
  EXPECT_EQ(config.status, 200);
  EXPECT_EQ(config.body["patch"]["supported"], true);
  EXPECT_EQ(config.body["bulk"]["maxPayloadSize"],
            config.body["bulk"]["supported"] == true ? json(1 << 20) : json(0));
  EXPECT_EQ(client_.get("/serviceConfiguration").body, config.body);
  EXPECT_EQ(client_.get("//ResourceTypes/").body["totalResults"], 2);
  EXPECT_EQ(client_.get("/ResourceTypes/User").body["endpoint"], "/Users");
  EXPECT_EQ(client_.get("/Schemas").body["Resources"].size(), 3u);
  const auto one = client_.get("/schemas/urn:ietf:params:scim:schemas:core:2.0:USER");
  EXPECT_EQ(one.body["id"], "urn:ietf:params:scim:schemas:core:2.0:User");
  EXPECT_EQ(one.location, one.body["meta"]["location"]);
  EXPECT_EQ(client_.get("/Schemas/urn:nothing").status, 404);
  EXPECT_EQ(client_.get("/ResourceTypes/Device").status, 404);
}

TEST_F(DiscoveryOfDaemon, RefusesFilters) {
  for (const char* path : {"/Schemas", "/ResourceTypes", "/ServiceProviderConfig"}) {
    const auto answer = client_.filter(path, "id pr");
    EXPECT_EQ(answer.status, 403) << path;
    EXPECT_EQ(answer.body["status"], "403");
  }
}

TEST_F(DiscoveryOfDaemon, DoesNotOfferMe) {
  for (const char* method : {"GET", "PATCH", "DELETE"}) EXPECT_EQ(client_.send(method, "/Me").status, 501);
}

TEST_F(DiscoveryOfDaemon, TellsWhichMethodsAPathKnows) {
  const auto options = ask("OPTIONS", "/Users/1");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("Allow"), "OPTIONS, GET, HEAD, PUT, PATCH, DELETE");
  const auto refused = ask("DELETE", "/Schemas");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.header("Allow"), "OPTIONS, GET, HEAD");
  EXPECT_EQ(refused.header("Content-Type"), "application/scim+json");
  EXPECT_EQ(json::parse(refused.body)["status"], "405");
  const auto unknown = ask("GET", "/Nothing");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.header("Content-Type"), "application/scim+json");
}

TEST_F(DiscoveryOfDaemon, AnswersHeadLikeGetWithoutTheBody) {
  for (const char* path : {"/Schemas", "/Users", "/Users/nobody"}) {
    const auto got = ask("GET", path), head = ask("HEAD", path);
    EXPECT_EQ(head.status, got.status) << path;
    EXPECT_EQ(head.header("Content-Length"), std::to_string(got.body.size())) << path;
    EXPECT_EQ(head.body, "") << path;
  }
}

}  // namespace
}  // namespace bridge
