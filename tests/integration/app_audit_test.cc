#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/http_client.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;

class AuditTrail : public ::testing::Test {
 protected:
  std::string make_user(const std::string& name) {
    return client_
        .post("/Users", {{"userName", name + "@example.org"},
                         {"externalId", "id-" + name},
                         {"displayName", name},
                         {"title", "Engineer"},
                         {"password", "a secret nobody sees"},
                         {"name", {{"familyName", "Doe"}}}})
        .body.value("id", "");
  }
  json audit(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "audit");
    arguments.push_back("--json");
    const auto output = daemon_.run(arguments);
    EXPECT_EQ(output.exit_code, 0) << output.err;
    return json::parse(output.out)["changes"];
  }
  // A PATCH that calls itself something.
  testing::HttpResponse patch_title(const std::string& id, const std::string& title,
                                    const std::string& headers) {
    return patch(id, "title", title, headers);
  }
  testing::HttpResponse patch(const std::string& id, const std::string& path, const std::string& value,
                              const std::string& headers) {
    const json body = {{"schemas", {"urn:ietf:params:scim:api:messages:2.0:PatchOp"}},
                       {"Operations", {{{"op", "replace"}, {"path", path}, {"value", value}}}}};
    return *testing::HttpClient(daemon_.port())
                .ask(testing::http_request("PATCH", "/scim/v2/Users/" + id,
                                           "Authorization: Bearer " + daemon_.token() +
                                               "\r\nContent-Type: application/scim+json\r\n" + headers,
                                           body.dump()));
  }

  testing::SlapdProcess slapd_;
  testing::DaemonProcess daemon_{slapd_, {.log_config = "format = \"json\"\n"}};
  testing::ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(AuditTrail, TellsWhoChangedWhatOfWhom) {
  const auto jo = make_user("jo");
  make_user("al");
  patch_title(jo, "Lead", "");
  const auto changes = audit({"--user", "JO@example.org"});
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0]["id"], jo);
  EXPECT_EQ(changes[0]["name"], "jo@example.org");
  EXPECT_EQ(changes[0]["client"], "test");
  const auto ldif = changes[0].value("ldif", "");
  EXPECT_NE(ldif.find("title: Engineer"), std::string::npos) << ldif;
  EXPECT_NE(ldif.find("title: Lead"), std::string::npos) << ldif;
  EXPECT_NE(changes[1].value("ldif", "").find("changetype: add"), std::string::npos);
  EXPECT_EQ(audit({}).size(), 3u);
  EXPECT_EQ(audit({"--limit", "1"}).size(), 1u);
  EXPECT_EQ(audit({}).dump().find("a secret nobody sees"), std::string::npos);
}

TEST_F(AuditTrail, IsAskedByGroupTimeAndRequest) {
  const auto jo = make_user("jo");
  const auto staff = client_.post("/Groups", {{"displayName", "Staff"}}).body.value("id", "");
  EXPECT_EQ(audit({"--group", "staff"}).at(0)["id"], staff);
  EXPECT_EQ(audit({"--since", "1h"}).size(), 2u);
  EXPECT_EQ(audit({"--since", "2999-01-01"}).size(), 0u);
  EXPECT_EQ(patch_title(jo, "Lead", "client-request-id: entra-7d42\r\n").header("X-Request-Id"),
            "entra-7d42");
  const auto changes = audit({"--request", "entra-7d42"});
  ASSERT_EQ(changes.size(), 1u);
  EXPECT_EQ(changes[0]["id"], jo);
}

TEST_F(AuditTrail, FindsPeopleWhoAreGone) {
  const auto jo = make_user("jo");
  client_.remove("/Users/" + jo);
  EXPECT_EQ(audit({"--user", jo}).size(), 2u);
  const auto by_name = daemon_.run({"audit", "--user", "id-jo"});
  EXPECT_NE(by_name.out.find("nobody is called 'id-jo' now"), std::string::npos) << by_name.out;
  EXPECT_NE(by_name.out.find("changetype: delete"), std::string::npos) << by_name.out;
}

TEST_F(AuditTrail, WorksWhileTheDaemonIsStopped) {
  make_user("jo");
  daemon_.stop();
  EXPECT_EQ(audit({"--user", "jo@example.org"}).size(), 1u);
}

TEST_F(AuditTrail, SaysWhatIsNoTime) {
  const auto output = daemon_.run({"audit", "--since", "yesterday"});
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_NE(output.err.find("'yesterday' is no time; write"), std::string::npos) << output.err;
  EXPECT_EQ(daemon_.run({"audit", "--user", "a", "--group", "b"}).exit_code, 2);
}

TEST_F(AuditTrail, TheLogHasTheRequestToo) {
  const auto jo = make_user("jo");
  patch_title(jo, "Lead", "X-Request-Id: r-17\r\n");
  json line;
  ASSERT_TRUE(testing::eventually([&] {
    std::istringstream log(daemon_.log());
    for (std::string text; std::getline(log, text);) {
      const json parsed = json::parse(text, nullptr, false);
      if (parsed.is_object() && parsed.value("request", "") == "r-17") line = parsed;
    }
    return !line.is_null();
  })) << daemon_.log();
  EXPECT_EQ(line["event"], "http.request");
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["status"], "200");
}

TEST_F(AuditTrail, ALineAboutAFlagNamesTheRequestThatRaisedIt) {
  patch(make_user("jo"), "shoeSize", "44", "X-Request-Id: r-18\r\n");
  EXPECT_TRUE(testing::eventually([&] {
    std::istringstream lines(daemon_.log());
    for (std::string line; std::getline(lines, line);)
      if (line.find("\"flag.raised\"") != std::string::npos && line.find("\"r-18\"") != std::string::npos)
        return true;
    return false;
  })) << daemon_.log();
}

}  // namespace
}  // namespace bridge
