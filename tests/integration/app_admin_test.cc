#include <gtest/gtest.h>
#include <signal.h>

#include <ctime>
#include <nlohmann/json.hpp>
#include <sstream>

#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::http_request;
using testing::HttpClient;

// A daemon with somebody in it, seen through its second listener.
class Admin : public ::testing::Test {
 protected:
  std::optional<testing::HttpResponse> get(const std::string& path) {
    return HttpClient(daemon_.admin_port()).ask(http_request("GET", path));
  }
  std::string metrics() { return get("/metrics")->body; }
  // The value of one series, or nothing.
  std::optional<double> metric(const std::string& series) {
    std::istringstream lines(metrics());
    for (std::string line; std::getline(lines, line);)
      if (line.starts_with("scim_ldap_bridge_" + series + " "))
        return std::stod(line.substr(line.rfind(' ')));
    return std::nullopt;
  }
  std::string make_user(const std::string& name) {
    return client_
        .post("/Users", {{"userName", name + "@example.org"},
                         {"externalId", "id-" + name},
                         {"displayName", name},
                         {"name", {{"familyName", "Doe"}}}})
        .body.value("id", "");
  }
  std::string make_group(const std::string& name) {
    return client_.post("/Groups", {{"displayName", name}}).body.value("id", "");
  }
  void add_member(const std::string& group, const std::string& member) {
    const json value = {{{"value", member}}};
    EXPECT_LT(
        client_.patch("/Groups/" + group, {{{"op", "add"}, {"path", "members"}, {"value", value}}}).status,
        300);
  }
  // By other hands, in the entry of Jo.
  void edit(const char* attribute, const char* value) {
    const std::vector<ldap::Modification> change = {
        {ldap::Modification::Kind::replace, ldap::AttributeName(attribute), {value}}};
    EXPECT_TRUE(slapd_.open()->modify(*ldap::Dn::parse("uid=id-jo,ou=people,dc=example,dc=org"), change, {}));
  }
  testing::HttpResponse look_up(const std::string& name, const std::string& token) {
    const std::string form =
        "name=" + testing::percent_encode(name) + "&token=" + testing::percent_encode(token);
    return *HttpClient(daemon_.admin_port())
                .ask(http_request("POST", "/status", "Content-Type: application/x-www-form-urlencoded\r\n",
                                  form));
  }

  testing::TempDir dir_;
  std::string token_file_ = [this] {
    testing::write_file(dir_ / "token", "open sesame\n");
    return dir_ / "token";
  }();
  testing::SlapdProcess slapd_;
  testing::DaemonProcess daemon_{slapd_, {.admin_config = "token_file = \"" + token_file_ + "\"\n"}};
  testing::ScimClient client_{daemon_.port(), daemon_.token()};
};

TEST_F(Admin, CountsRequestsOperationsAndWhatThereIs) {
  const auto jo = make_user("jo");
  const auto staff = make_group("Staff");
  add_member(staff, jo);
  add_member(staff, make_group("Inner"));
  testing::ScimClient(daemon_.port(), "wrong").get("/Users");

  EXPECT_EQ(metric(R"(http_requests_total{method="POST",route="/Users",status="201"})"), 1);
  EXPECT_EQ(metric(R"(http_requests_total{method="GET",route="/Users",status="401"})"), 1);
  EXPECT_EQ(metric(R"(http_request_duration_seconds_count{method="PATCH",route="/Groups/{id}"})"), 2);
  EXPECT_GE(metric(R"(ldap_operations_total{operation="add",result="ok"})").value_or(0), 3);
  EXPECT_GE(metric(R"(ldap_operation_duration_seconds_count{operation="modify"})").value_or(0), 1);
  EXPECT_EQ(metric(R"(resources{type="user"})"), 1);
  EXPECT_EQ(metric(R"(resources{type="group"})"), 2);
  EXPECT_EQ(metric("group_members"), 2);
  EXPECT_EQ(metric(R"(flags{kind="nested_group"})"), 1);
  EXPECT_EQ(metric("journal_open_intents"), 0);
  EXPECT_EQ(metric("ldap_up"), 1);
  EXPECT_EQ(metric("ready"), 1);
  EXPECT_GT(metric("ldap_pool_size").value_or(0), 16);  // One for each worker, and some to spare.
  EXPECT_GE(metric("state_commits_total").value_or(0), 5);
  EXPECT_TRUE(metric(R"(client_last_seen_timestamp_seconds{client="test"})"));
  EXPECT_NE(metrics().find("scim_ldap_bridge_build_info{version="), std::string::npos);
  EXPECT_EQ(get("/metrics")->header("Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
}

TEST_F(Admin, TellsWhenATokenEnds) {
  EXPECT_EQ(daemon_.run({"token", "create", "short", "--expires", "3"}).exit_code, 0);
  const double in_three_days = static_cast<double>(std::time(nullptr)) + 3 * 86400;
  EXPECT_NEAR(metric(R"(token_expiry_timestamp_seconds{token="short"})").value_or(0), in_three_days, 120);
  EXPECT_EQ(daemon_.run({"token", "revoke", "short"}).exit_code, 0);
  EXPECT_EQ(metric(R"(token_expiry_timestamp_seconds{token="short"})"), std::nullopt);
}

TEST_F(Admin, CountingGoesOnAcrossAReload) {
  make_user("jo");
  const double commits = metric("state_commits_total").value_or(0);
  ASSERT_EQ(::kill(daemon_.pid(), SIGHUP), 0);
  ASSERT_TRUE(testing::eventually([&] { return daemon_.log().find("serve.reloaded") != std::string::npos; }));
  EXPECT_EQ(metric(R"(http_requests_total{method="POST",route="/Users",status="201"})"), 1);
  EXPECT_GE(metric("state_commits_total").value_or(0), commits);
  EXPECT_TRUE(metric(R"(client_last_seen_timestamp_seconds{client="test"})"));
}

TEST_F(Admin, TellsWhatTheLastPassFound) {
  make_user("jo");
  edit("sn", "Edited");
  EXPECT_EQ(daemon_.run({"reconcile"}).exit_code, 0);
  EXPECT_EQ(metric("last_pass_ok"), 1);
  EXPECT_EQ(metric(R"(last_pass_findings{situation="drifted"})"), 1);
  EXPECT_EQ(metric("last_pass_left"), 0);
  EXPECT_EQ(metric("held_changes"), 0);
  EXPECT_TRUE(metric("last_pass_timestamp_seconds"));
  EXPECT_NE(get("/status")->body.find("1 drifted"), std::string::npos);
  EXPECT_EQ(json::parse(get("/readyz")->body)["checks"]["last_pass"], "ok");
}

TEST_F(Admin, MetricsAndReadinessFollowTheDirectory) {
  slapd_.stop();
  EXPECT_TRUE(testing::eventually([&] { return metric("ldap_up") == 0; }));
  const auto red = get("/readyz");
  EXPECT_EQ(red->status, 503);
  const json body = json::parse(red->body);
  EXPECT_EQ(body["status"], "not ready");
  EXPECT_EQ(body["checks"]["state"], "ok");
  EXPECT_EQ(body["reasons"][0], body["checks"]["directory"]);
  EXPECT_EQ(get("/healthz")->status, 200);
  EXPECT_NE(get("/status")->body.find("The bridge cannot do its work"), std::string::npos);
  slapd_.restart();
  EXPECT_TRUE(testing::eventually([&] { return metric("ready") == 1; }));
  EXPECT_EQ(json::parse(get("/readyz")->body)["reasons"], json::array());
}

TEST_F(Admin, ThePageShowsNoPersonToThoseWithoutTheToken) {
  const auto jo = make_user("jo");
  const auto staff = make_group("Staff <script>");
  add_member(staff, jo);
  add_member(staff, make_group("Inner"));
  const auto page = get("/status");
  ASSERT_EQ(page->status, 200);
  EXPECT_EQ(page->header("Content-Type"), "text/html; charset=utf-8");
  EXPECT_TRUE(page->header("Content-Security-Policy")->starts_with("default-src 'none'"));
  EXPECT_NE(page->body.find("A group inside a group"), std::string::npos);
  EXPECT_NE(page->body.find("Staff &lt;script&gt;"), std::string::npos);
  for (const char* never :
       {"<script", "jo@example.org", "id-jo", "Doe", "src=", "url(", "href=\"http", "@import"})
    EXPECT_EQ(page->body.find(never), std::string::npos) << never;
}

TEST_F(Admin, ThePageShowsAPersonTheirEntryAndTheDifferenceToWhoHasTheToken) {
  make_user("jo");
  edit("sn", "Edited");
  for (const char* name : {"jo@example.org", "id-jo"}) {
    const auto found = look_up(name, "open sesame");
    ASSERT_EQ(found.status, 200);
    EXPECT_NE(found.body.find("jo@example.org"), std::string::npos);
    EXPECT_NE(found.body.find("uid=id-jo,ou=people,dc=example,dc=org"), std::string::npos);
    EXPECT_NE(found.body.find("Edited"), std::string::npos);
    EXPECT_NE(found.body.find("sn: Doe"), std::string::npos);
  }
  EXPECT_NE(look_up("nobody", "open sesame").body.find("there is no &#39;nobody&#39;"), std::string::npos);
  for (const char* wrong : {"", "open sesam", "open sesame "}) {
    const auto refused = look_up("jo@example.org", wrong);
    EXPECT_EQ(refused.body.find("uid=id-jo"), std::string::npos) << wrong;
    EXPECT_NE(refused.body.find("this is not the token"), std::string::npos) << wrong;
  }
}

TEST_F(Admin, OtherNamesThatPointHereSeeNothing) {
  for (const char* path : {"/status", "/metrics"}) {
    HttpClient client(daemon_.admin_port());
    const auto refused =
        client.ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: evil.example.org:8081\r\n\r\n");
    EXPECT_EQ(refused->status, 421) << path;
  }
  for (const char* host : {"localhost:8081", "LOCALHOST", "127.0.0.1", "[::1]:8081"}) {
    HttpClient client(daemon_.admin_port());
    EXPECT_EQ(client.ask("GET /status HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n")->status, 200)
        << host;
  }
}

TEST_F(Admin, NothingCanBeChangedHere) {
  for (const char* path : {"/healthz", "/readyz", "/metrics", "/users"})
    EXPECT_EQ(HttpClient(daemon_.admin_port()).ask(http_request("POST", path, "", "x=1"))->status, 405)
        << path;
  EXPECT_EQ(HttpClient(daemon_.admin_port()).ask(http_request("DELETE", "/status"))->status, 405);
  EXPECT_EQ(get("/")->status, 404);
}

}  // namespace
}  // namespace bridge
