// `setup` beside a real server, and the daemon on what it has written.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>

#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/scim_client.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using testing::ProgramOutput;
using testing::read_file;
using testing::SlapdProcess;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The rest of the line behind these words.
std::string behind(const std::string& text, const std::string& words) {
  auto at = text.find(words);
  if (at == std::string::npos) return "";
  at = text.find_first_not_of(' ', at + words.size());
  return text.substr(at, text.find('\n', at) - at);
}

class Setup : public ::testing::Test {
 protected:
  Setup() { testing::write_file(dir_ / "password", std::string(SlapdProcess::kPassword) + "\n"); }

  std::vector<std::string> in_this_folder() {
    return {testing::bridge_binary(), "setup",        "--config",         config_,
            "--state-folder",         dir_ / "state", "--runtime-folder", dir_.path().string()};
  }
  std::vector<std::string> with_everything_said(const std::string& base) {
    auto command = in_this_folder();
    const auto more = {std::string("--yes"),
                       std::string("--uri"),
                       slapd_.ldapi_uri(),
                       std::string("--base"),
                       base,
                       std::string("--bind-dn"),
                       std::string(SlapdProcess::kRootDn),
                       std::string("--password-file"),
                       dir_ / "password",
                       std::string("--preset"),
                       testing::shipped("mappings/openldap-inetorgperson.toml"),
                       std::string("--listen"),
                       "127.0.0.1:" + std::to_string(port_)};
    command.insert(command.end(), more);
    return command;
  }
  ProgramOutput set_up(const std::vector<std::string>& more = {},
                       const std::string& base = SlapdProcess::kSuffix) {
    auto command = with_everything_said(base);
    command.insert(command.end(), more.begin(), more.end());
    return testing::run_program(command);
  }
  std::unique_ptr<testing::ChildProcess> serve() {
    auto daemon = std::make_unique<testing::ChildProcess>(
        std::vector<std::string>{testing::bridge_binary(), "serve", "--config", config_}, dir_ / "log");
    EXPECT_TRUE(testing::eventually([&] { return contains(read_file(dir_ / "log"), "event=serve.ready"); }))
        << read_file(dir_ / "log");
    return daemon;
  }

  testing::TempDir dir_;
  std::string config_ = dir_ / "etc/config.toml";
  SlapdProcess slapd_;
  int port_ = testing::free_port();
};

TEST_F(Setup, MakesABridgeThatTakesPushes) {
  const auto made = set_up();
  ASSERT_EQ(made.exit_code, 0) << made.out << made.err;
  const auto daemon = serve();
  testing::ScimClient client(port_, behind(made.out, "Secret Token"));
  EXPECT_EQ(client.post("/Users", {{"userName", "jo"}, {"externalId", "x-jo"}}).status, 201);
  const auto entry = slapd_.open()->read(*ldap::Dn::parse("uid=x-jo,ou=people,dc=example,dc=org"), {"uid"});
  EXPECT_TRUE(entry && *entry);
}

TEST_F(Setup, TellsWhatToEnterAtEntra) {
  const auto made = set_up({"--external-url", "https://scim.example.org/scim/v2"});
  EXPECT_EQ(behind(made.out, "Tenant URL"), "https://scim.example.org/scim/v2") << made.out;
  EXPECT_TRUE(behind(made.out, "Secret Token").starts_with("slb_")) << made.out;
  EXPECT_TRUE(contains(made.out, "Map objectId to externalId"));
}

TEST_F(Setup, TellsProgramsTheSame) {
  const auto done = set_up({"--json", "--external-url", "https://scim.example.org/scim/v2"});
  ASSERT_EQ(done.exit_code, 0) << done.err;
  const auto told = nlohmann::json::parse(done.out, nullptr, false);
  ASSERT_TRUE(told.is_object()) << done.out;
  EXPECT_EQ(told["tenant_url"], "https://scim.example.org/scim/v2");
  EXPECT_EQ(told["config"], config_);
  EXPECT_TRUE(told["secret_token"].get<std::string>().starts_with("slb_")) << done.out;
}

TEST_F(Setup, KeepsThePasswordWhereOnlyItsOwnerReads) {
  ASSERT_EQ(set_up().exit_code, 0);
  struct stat file {};
  ASSERT_EQ(::stat((dir_ / "etc/secrets/ldap-password").c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_EQ(read_file(dir_ / "etc/secrets/ldap-password"), SlapdProcess::kPassword);
  EXPECT_FALSE(contains(read_file(config_), SlapdProcess::kPassword));
}

TEST_F(Setup, PutsNothingIntoUseThatFailsTheCheck) {
  testing::write_file(dir_ / "password", "wrong");
  const auto made = set_up();
  EXPECT_EQ(made.exit_code, 1);
  EXPECT_TRUE(contains(made.err, "nothing is in use yet")) << made.err;
  EXPECT_FALSE(std::filesystem::exists(config_));
}

TEST_F(Setup, LeavesAConfigurationAloneUnlessForced) {
  ASSERT_EQ(set_up().exit_code, 0);
  const std::string before = read_file(config_);
  const auto again = set_up({"--token", "second"});
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_TRUE(contains(again.err, "is there already")) << again.err;
  EXPECT_EQ(set_up({"--token", "second", "--force", "--external-url", "https://x.example/scim/v2"}).exit_code,
            0);
  EXPECT_EQ(read_file(config_ + ".old"), before);
  EXPECT_TRUE(contains(read_file(config_), "external_url = \"https://x.example/scim/v2\""));
}

TEST_F(Setup, NamesTheFlagOfWhatNobodyAnswers) {
  auto command = in_this_folder();
  command.push_back("--yes");
  command.insert(command.end(),
                 {"--uri", slapd_.ldapi_uri(), "--base", "dc=example,dc=org", "--bind-dn", "cn=x"});
  const auto made = testing::run_program(command);
  EXPECT_EQ(made.exit_code, 1);
  EXPECT_TRUE(contains(made.err, "--password-file")) << made.err;
}

TEST_F(Setup, AsksForWhatWasNotSaid) {
  std::string command = "printf '%s\\n' '" + slapd_.ldapi_uri() + "' '' '" + SlapdProcess::kRootDn + "' '" +
                        SlapdProcess::kPassword + "' '" +
                        testing::shipped("mappings/openldap-inetorgperson.toml") + "' '' | exec";
  for (const std::string& word : in_this_folder()) command += " '" + word + "'";
  const auto made = testing::run_program({"sh", "-c", command});
  EXPECT_EQ(made.exit_code, 0) << made.out << made.err;
  EXPECT_TRUE(contains(made.err, "[dc=example,dc=org]")) << made.err;  // Which the directory has told.
}

TEST_F(Setup, RefusesABaseThatIsNone) {
  const auto made = set_up({}, "example.org");
  EXPECT_EQ(made.exit_code, 1);
  EXPECT_TRUE(contains(made.err, "'example.org' cannot be the base")) << made.err;
}

}  // namespace
}  // namespace bridge
