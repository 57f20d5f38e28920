// SIGHUP and the waiting for a configuration, on the real daemon.
#include <gtest/gtest.h>
#include <signal.h>

#include <future>
#include <nlohmann/json.hpp>

#include "support/certificate.h"
#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using nlohmann::json;
using testing::DaemonProcess;
using testing::read_file;
using testing::ScimClient;
using testing::write_file;

int count(const std::string& text, const std::string& word) {
  int found = 0;
  for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++found;
  return found;
}

void replace(const std::string& file, const std::string& from, const std::string& to) {
  std::string text = read_file(file);
  const auto at = text.find(from);
  ASSERT_NE(at, std::string::npos) << "'" << from << "' is not in " << file;
  write_file(file, text.replace(at, from.size(), to));
}

class Reload : public ::testing::Test {
 protected:
  Reload() : mapping_(dir_ / "mapping.toml") {
    write_file(mapping_, read_file(testing::shipped("mappings/openldap-inetorgperson.toml")));
    daemon_.emplace(slapd_, testing::DaemonOptions{.mapping = mapping_});
  }

  // Whether the reload that this asks for ends with this event.
  bool reload(const std::string& event = "serve.reloaded") {
    const int before = count(daemon_->log(), "event=" + event);
    ::kill(daemon_->pid(), SIGHUP);
    return testing::eventually([&] { return count(daemon_->log(), "event=" + event) > before; });
  }
  ScimClient client() { return {daemon_->port(), daemon_->token()}; }
  std::string create(const std::string& name) {
    const auto made =
        client().post("/Users", {{"userName", name}, {"externalId", name}, {"displayName", "Jo"}});
    EXPECT_EQ(made.status, 201) << made.body.dump();
    return made.body.value("id", "");
  }
  ldap::Values in_directory(const std::string& uid, const std::string& attribute) {
    const auto dn = *ldap::Dn::parse("uid=" + uid + ",ou=people,dc=example,dc=org");
    const auto entry = slapd_.open()->read(dn, {attribute});
    return entry && *entry ? ldap::values_of((*entry)->attributes, attribute) : ldap::Values();
  }

  testing::TempDir dir_;
  std::string mapping_;
  testing::SlapdProcess slapd_;
  std::optional<DaemonProcess> daemon_;
};

TEST_F(Reload, AppliesAChangedMapping) {
  create("before");
  replace(mapping_, "[users.attributes]\n", "[users.attributes]\nroomNumber = 'here'\n");
  ASSERT_TRUE(reload()) << daemon_->log();
  create("after");
  EXPECT_EQ(in_directory("before", "roomNumber"), ldap::Values());
  EXPECT_EQ(in_directory("after", "roomNumber"), ldap::Values{"here"});
}

TEST_F(Reload, ChangesNothingWhenTheMappingIsWrong) {
  replace(mapping_, "[users.attributes]\n", "[users.attributes]\ntelephonNumber = 'x'\n");
  ASSERT_TRUE(reload("serve.reload_failed")) << daemon_->log();
  EXPECT_NE(daemon_->log().find("did you mean 'telephoneNumber'?"), std::string::npos) << daemon_->log();
  create("jo");  // With the mapping of before.
  EXPECT_EQ(in_directory("jo", "cn"), ldap::Values{"Jo"});
}

TEST_F(Reload, IsBegunByACommandThatTellsWhatIsWrong) {
  EXPECT_EQ(daemon_->run({"reload"}).exit_code, 0);
  ASSERT_TRUE(testing::eventually([&] { return count(daemon_->log(), "event=serve.reloaded") == 1; }));
  replace(mapping_, "[users.attributes]\n", "[users.attributes]\ntelephonNumber = 'x'\n");
  const auto refused = daemon_->run({"reload"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_NE(refused.err.find("did you mean 'telephoneNumber'?"), std::string::npos) << refused.err;
  EXPECT_EQ(count(daemon_->log(), "event=serve.reload_failed"), 0);  // It was not even begun.
}

TEST_F(Reload, IsNotBegunWhereNoBridgeRuns) {
  daemon_->stop();
  const auto refused = daemon_->run({"reload"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_EQ(refused.err, "no bridge is running here\n");
}

TEST_F(Reload, NeedsNoDirectoryThatAnswers) {
  slapd_.stop();
  EXPECT_TRUE(reload()) << daemon_->log();
}

TEST_F(Reload, KeepsAnAddressUntilTheRestartAndSaysSo) {
  replace(daemon_->config_file(), "listen = \"127.0.0.1:" + std::to_string(daemon_->port()),
          "listen = \"127.0.0.1:1");
  ASSERT_TRUE(reload()) << daemon_->log();
  EXPECT_NE(daemon_->log().find("event=serve.key_kept key=scim.listen"), std::string::npos);
  create("jo");
}

TEST_F(Reload, AppliesOtherKeysOfTheConfiguration) {
  replace(daemon_->config_file(), "[scim]\n", "[scim]\nexternal_url = \"https://scim.example.org/v2\"\n");
  ASSERT_TRUE(reload()) << daemon_->log();
  EXPECT_EQ(client().get("/ServiceProviderConfig").body["meta"]["location"],
            "https://scim.example.org/v2/ServiceProviderConfig");
}

TEST_F(Reload, DeclaresSchemasAnew) {
  const std::string config = read_file(daemon_->config_file());
  write_file(daemon_->config_file(), config + R"(
[[scim.schemas]]
urn = "urn:example:badge:User"
name = "Badge"
resource = "User"
attributes = [{ name = "number" }]
)");
  ASSERT_TRUE(reload()) << daemon_->log();
  EXPECT_EQ(client().get("/Schemas/urn:example:badge:User").status, 200);
  write_file(daemon_->config_file(), config);
  ASSERT_TRUE(reload()) << daemon_->log();
  EXPECT_EQ(client().get("/Schemas/urn:example:badge:User").status, 404);
}

TEST_F(Reload, FinishesRequestsOnWhatTheyWereBegunWith) {
  const std::string id = create("jo");
  slapd_.suspend();
  auto answer = std::async(std::launch::async, [&] {
    return client().patch("/Users/" + id, {{{"op", "Replace"}, {"path", "displayName"}, {"value", "Joan"}}});
  });
  ASSERT_TRUE(testing::eventually([&] {
    return json::parse(daemon_->run({"status", "--json"}).out).value("open_intents", 0) == 1;
  }));
  replace(mapping_, "[users.attributes]\n", "[users.attributes]\nroomNumber = 'here'\n");
  ::kill(daemon_->pid(), SIGHUP);
  slapd_.resume();
  EXPECT_EQ(answer.get().status, 200);
  EXPECT_EQ(in_directory("jo", "cn"), ldap::Values{"Joan"});
  EXPECT_EQ(in_directory("jo", "roomNumber"), ldap::Values());
}

TEST_F(Reload, LetsNobodyBeRefusedMeanwhile) {
  std::atomic<bool> done = false;
  auto others = std::async(std::launch::async, [&] {
    int failed = 0;
    while (!done) failed += client().get("/ServiceProviderConfig").status == 200 ? 0 : 1;
    return failed;
  });
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(reload());
  done = true;
  EXPECT_EQ(others.get(), 0);
}

// A daemon that serves TLS with the certificate that is in a folder.
class ReloadOfCertificates : public ::testing::Test {
 protected:
  ReloadOfCertificates() {
    testing::make_certificate(dir_.path());
    const std::string lines =
        "certificate = \"" + (dir_ / "server.pem") + "\"\nkey = \"" + (dir_ / "server.key") + "\"\n";
    daemon_.emplace(slapd_, testing::DaemonOptions{.scim_config = lines});
  }
  std::string served() {
    const auto shown =
        testing::run_program({"sh", "-c",
                              "openssl s_client -connect 127.0.0.1:" + std::to_string(daemon_->port()) +
                                  " </dev/null 2>/dev/null | openssl x509 -noout -fingerprint"});
    return shown.out;
  }

  testing::TempDir dir_;
  testing::SlapdProcess slapd_;
  std::optional<DaemonProcess> daemon_;
};

TEST_F(ReloadOfCertificates, ServesTheRenewedOne) {
  const std::string before = served();
  testing::make_certificate(dir_.path());
  ::kill(daemon_->pid(), SIGHUP);
  EXPECT_TRUE(testing::eventually([&] { return served() != before; })) << daemon_->log();
}

TEST_F(ReloadOfCertificates, KeepsTheOldOneWhenTheNewOneIsBroken) {
  const std::string before = served();
  write_file(dir_ / "server.pem", "no certificate");
  ::kill(daemon_->pid(), SIGHUP);
  EXPECT_TRUE(testing::eventually([&] { return count(daemon_->log(), "serve.reload_failed") == 1; }));
  EXPECT_EQ(served(), before);
}

TEST(Serve, WaitsForItsConfigurationWhenToldTo) {
  const testing::TempDir dir;
  const testing::SlapdProcess slapd;
  DaemonProcess donor(slapd);  // Has a configuration that works.
  donor.stop();
  testing::ChildProcess waiting(
      {testing::bridge_binary(), "serve", "--wait", "--config", dir / "config.toml"}, dir / "log");
  ASSERT_TRUE(testing::eventually(
      [&] { return read_file(dir / "log").find("event=serve.waiting") != std::string::npos; }));
  write_file(dir / "config.toml", read_file(donor.config_file()));
  EXPECT_TRUE(testing::eventually([&] {
    return read_file(dir / "log").find("event=serve.ready") != std::string::npos;
  })) << read_file(dir / "log");
}

TEST(Serve, EndsInGoodOrderWhileItWaits) {
  const testing::TempDir dir;
  testing::ChildProcess waiting(
      {testing::bridge_binary(), "serve", "--wait", "--config", dir / "config.toml"}, dir / "log");
  ASSERT_TRUE(testing::eventually(
      [&] { return read_file(dir / "log").find("event=serve.waiting") != std::string::npos; }));
  waiting.signal(SIGTERM);
  EXPECT_EQ(waiting.wait(), 0);
}

}  // namespace
}  // namespace bridge
