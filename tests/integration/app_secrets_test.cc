// What must be written nowhere: everything the daemon wrote is searched for it.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/base64.h"
#include "base/digest.h"
#include "support/certificate.h"
#include "support/daemon_process.h"
#include "support/http_client.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::http_request;
using testing::HttpClient;
using testing::ScimClient;
using testing::SlapdProcess;

// The shipped mapping, and pushed passwords go to LDAP.
std::string mapping_with_passwords() {
  std::string text = testing::read_file(testing::shipped("mappings/openldap-inetorgperson.toml"));
  const std::string head = "[users.attributes]\n";
  return text.insert(text.find(head) + head.size(), "userPassword = '${password}'\n");
}

class Secrets : public ::testing::Test {
 protected:
  explicit Secrets(const std::string& log_config = "") {
    testing::write_file(dir_ / "mapping.toml", mapping_with_passwords());
    daemon_ = std::make_unique<DaemonProcess>(
        slapd_, testing::DaemonOptions{.mapping = dir_ / "mapping.toml", .log_config = log_config});
    secrets_ = {SlapdProcess::kPassword, daemon_->token()};
  }

  std::string secret(const std::string& text) {
    secrets_.push_back(text);
    return text;
  }
  void keep(const testing::ProgramOutput& output) { said_ += output.out + output.err; }
  void keep(const testing::ScimResponse& response) { said_ += response.body.dump(); }

  // Every byte below the state folder, the log, and what commands and answers said.
  std::string everything() const {
    std::string text = said_ + daemon_->log();
    for (const auto& file : std::filesystem::recursive_directory_iterator(daemon_->state_folder()))
      if (file.is_regular_file()) text += testing::read_file(file.path());
    return text;
  }

  void expect_no_secret(const std::string& when) const {
    const std::string text = everything();
    for (const std::string& one : secrets_)
      for (const std::string& form : {one, to_base64(one), testing::percent_encode(one), json(one).dump()})
        EXPECT_EQ(text.find(form), std::string::npos) << when << ": " << form;
  }

  testing::TempDir dir_;
  SlapdProcess slapd_;
  std::unique_ptr<DaemonProcess> daemon_;
  std::vector<std::string> secrets_;
  std::string said_;
};

// With all there is to be said, in each of the forms in which it can be.
class LoggedSecrets : public Secrets, public ::testing::WithParamInterface<const char*> {
 protected:
  LoggedSecrets() : Secrets("level = \"debug\"\nformat = \"" + std::string(GetParam()) + "\"\n") {}
};

TEST_P(LoggedSecrets, OfPeopleAndClientsAreWrittenNowhere) {
  ScimClient client(daemon_->port(), daemon_->token());
  const auto made = client.post(
      "/Users",
      {{"userName", "jo@example.org"}, {"externalId", "jo"}, {"password", secret("first Pässword 1")}});
  ASSERT_EQ(made.status, 201) << made.body;
  keep(made);
  const std::string path = "/Users/" + made.body["id"].get<std::string>();
  keep(client.patch(path,
                    {{{"op", "replace"}, {"path", "password"}, {"value", secret("second password 2")}}}));
  keep(client.patch(path, {{{"op", "replace"}, {"value", {{"password", secret("third password 3")}}}}}));
  keep(client.send(
      "PUT", path,
      {{"userName", "jo@example.org"}, {"externalId", "jo"}, {"password", secret("fourth password 4")}}));
  // Refused, with the password among what is refused.
  keep(client.post("/Users", {{"userName", "jo@example.org"}, {"password", secret("fifth password 5")}}));
  keep(client.post("/Users", {{"userName", 7}, {"password", secret("sixth password 6")}}));
  keep(client.patch(
      path, {{{"op", "replace"}, {"path", "password.nothing"}, {"value", secret("seventh password 7")}}}));
  keep(client.patch(path,
                    {{{"op", "replace"}, {"path", "password"}, {"value", {secret("eighth password 8")}}}}));
  keep(client.get(path));
  keep(client.get("/Users?attributes=password"));
  client.filter("/Users", "password eq \"fourth password 4\"");  // Its answer may repeat what was asked.
  keep(ScimClient(daemon_->port(), secret("a-token-that-is-wrong")).get("/Users"));

  const auto session = slapd_.open();
  const auto entry = session->read(*ldap::Dn::parse("uid=jo,ou=people,dc=example,dc=org"), {"userPassword"});
  ASSERT_TRUE(entry && *entry);  // It did arrive, though.
  EXPECT_EQ((*entry)->attributes.at("userPassword"), ldap::Values{"fourth password 4"});

  const auto basic = daemon_->run({"client", "create", "entra"});
  const std::string client_secret = secret(basic.out.substr(0, basic.out.find('\n')));
  HttpClient oauth(daemon_->port());
  const auto granted =
      oauth.ask(http_request("POST", "/oauth2/token",
                             "Content-Type: application/x-www-form-urlencoded\r\nAuthorization: Basic " +
                                 to_base64("entra:" + client_secret) + "\r\n",
                             "grant_type=client_credentials"));
  ASSERT_EQ(granted->status, 200) << granted->body;
  secret(json::parse(granted->body)["access_token"]);

  for (const auto& command : std::vector<std::vector<std::string>>{{"explain", "jo@example.org"},
                                                                   {"explain", "jo@example.org", "--live"},
                                                                   {"flags"},
                                                                   {"audit", "--user", "jo@example.org"},
                                                                   {"audit", "--json"},
                                                                   {"held", "list"},
                                                                   {"status"},
                                                                   {"check"},
                                                                   {"token", "list"},
                                                                   {"client", "list", "--json"}})
    keep(daemon_->run(command));
  // Drift, in what is secret too: passes and plans must find words for it.
  const ldap::Modifications by_hand{
      {ldap::Modification::Kind::replace, "userPassword", {secret("set by hand 1")}},
      {ldap::Modification::Kind::replace, "cn", {"drifted"}}};
  ASSERT_TRUE(session->modify(*ldap::Dn::parse("uid=jo,ou=people,dc=example,dc=org"), by_hand, {}));
  for (const auto& command : std::vector<std::vector<std::string>>{
           {"plan"}, {"plan", "--json"}, {"explain", "jo@example.org", "--live"}, {"reconcile"}})
    keep(daemon_->run(command));
  HttpClient admin(daemon_->admin_port());
  for (const char* page : {"/status", "/metrics", "/readyz"}) {
    const auto shown = admin.ask(http_request("GET", page));
    ASSERT_TRUE(shown) << page;
    said_ += shown->body;
  }
  expect_no_secret("while it runs");
  daemon_->kill();
  expect_no_secret("after a kill, with a write-ahead log");
  daemon_->start();
  daemon_->stop();
  expect_no_secret("after an orderly end");
}

INSTANTIATE_TEST_SUITE_P(Formats, LoggedSecrets, ::testing::Values("text", "json"),
                         [](const auto& format) { return std::string(format.param); });

TEST_F(Secrets, OfADirectoryThatIsAwayAreWrittenNowhereEither) {
  ScimClient client(daemon_->port(), daemon_->token());
  slapd_.kill();
  keep(client.post(
      "/Users",
      {{"userName", "jo@example.org"}, {"externalId", "jo"}, {"password", secret("a password for later")}}));
  expect_no_secret("while the directory is away");
  daemon_->kill();
  slapd_.restart();
  daemon_->start();
  expect_no_secret("after all is back");
}

TEST_F(Secrets, AreNeverTakenFromFilesThatOthersCanRead) {
  daemon_->stop();
  ASSERT_EQ(::chmod(slapd_.settings().password_file.c_str(), 0644), 0);
  const auto refused = daemon_->run({"serve"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("chmod 640 " + slapd_.settings().password_file), std::string::npos)
      << refused.err;
}

TEST_F(Secrets, LeaveNoCoreDump) {
  const std::string limits = testing::read_file("/proc/" + std::to_string(daemon_->pid()) + "/limits");
  const std::string label = "Max core file size";
  ASSERT_NE(limits.find(label), std::string::npos);
  std::istringstream rest(limits.substr(limits.find(label) + label.size()));
  std::string soft, hard;
  rest >> soft >> hard;
  EXPECT_EQ(soft + " " + hard, "0 0");
}

TEST_F(Secrets, StandInFilesOfOurOwnThatOnlyWeCanRead) {
  for (const auto& file : std::filesystem::recursive_directory_iterator(daemon_->state_folder())) {
    const auto rights = file.status().permissions() & std::filesystem::perms::others_all;
    EXPECT_EQ(rights, std::filesystem::perms::none) << file.path();
  }
}

}  // namespace
}  // namespace bridge
