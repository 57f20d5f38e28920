// How much one request may hold, through the real daemon.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "scim/json.h"
#include "support/daemon_process.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;

class RequestLimits : public ::testing::Test {
 protected:
  // The answer to a POST of these very bytes; the connection is closed after a refusal, so each has its own.
  json post(const std::string& path, const std::string& body) {
    testing::HttpClient client(daemon_.port());
    const std::string headers =
        "Authorization: Bearer " + daemon_.token() + "\r\nContent-Type: application/scim+json\r\n";
    const auto response = client.ask(testing::http_request("POST", "/scim/v2" + path, headers, body));
    if (!response) return "no answer";
    EXPECT_EQ(response->header("Content-Type"), "application/scim+json");
    return *scim::parse_json(response->body);
  }
  static std::string user_of(std::size_t bytes) {
    const std::string begin = R"({"userName":")", end = R"("})";
    return begin + std::string(bytes - begin.size() - end.size(), 'a') + end;
  }

  testing::SlapdProcess slapd_;
  testing::DaemonProcess daemon_{slapd_, {.scim_config = "max_body_bytes = 4096\n"}};
};

TEST_F(RequestLimits, RefuseABodyThatIsLargerThanConfigured) {
  EXPECT_EQ(post("/Users", user_of(4097))["status"], "413");
  EXPECT_EQ(post("/Bulk", user_of(4097))["status"], "413");
  EXPECT_NE(post("/Users", user_of(4096)).value("status", ""), "413");
}

TEST_F(RequestLimits, AreWhatTheServiceTells) {
  testing::ScimClient client(daemon_.port(), daemon_.token());
  const json config = client.get("/ServiceProviderConfig").body;
  EXPECT_EQ(config["bulk"], json({{"supported", true}, {"maxOperations", 1000}, {"maxPayloadSize", 4096}}));
}

TEST_F(RequestLimits, RefuseBytesThatAreNotUtf8) {
  const json refused = post("/Users", "{\"userName\":\"\xff\"}");
  EXPECT_EQ(refused["status"], "400");
  EXPECT_EQ(refused["scimType"], "invalidSyntax");
}

}  // namespace
}  // namespace bridge
