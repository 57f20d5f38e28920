#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/daemon_process.h"
#include "support/eventually.h"
#include "support/shipped_mapping.h"
#include "support/slapd_process.h"
#include "support/temp_dir.h"

namespace bridge {
namespace {

using testing::DaemonProcess;
using testing::ProgramOutput;
using testing::SlapdProcess;

bool says(const ProgramOutput& output, const std::string& text) {
  return output.out.find(text) != std::string::npos;
}

class Check : public ::testing::Test {
 protected:
  // The shipped mapping with one line more below [users.attributes].
  std::string mapping_with(const std::string& rule) {
    testing::write_file(dir_ / "mapping.toml", testing::shipped_mapping("openldap-inetorgperson", {rule}));
    return dir_ / "mapping.toml";
  }

  testing::TempDir dir_;
  SlapdProcess slapd_;
  DaemonProcess daemon_{slapd_};
};

TEST_F(Check, LetsTheShippedMappingPassBesideTheDaemon) {
  const auto checked = daemon_.run({"check"});
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  EXPECT_TRUE(says(checked, "OpenLDAP, entries are known by entryUUID")) << checked.out;
  EXPECT_TRUE(says(checked, "\n0 errors, ")) << checked.out;
}

TEST_F(Check, CountsWarningsWhenStrict) {
  const auto checked = daemon_.run({"check", "--strict"});
  EXPECT_EQ(checked.exit_code, 3) << checked.out << checked.err;
  EXPECT_TRUE(says(checked, "'pwdAccountLockedTime'")) << checked.out;  // This server has no ppolicy.
}

TEST_F(Check, FindsWhatTheServerDoesNotHave) {
  const auto checked = daemon_.run({"check", "--mapping", mapping_with("telephonNumber = 'x'")});
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_TRUE(says(checked, "mapping.toml:42:18: 'telephonNumber'")) << checked.out;
  EXPECT_TRUE(says(checked, "did you mean 'telephoneNumber'?")) << checked.out;
}

TEST_F(Check, IsMadeByTheDaemonToo) {
  const DaemonProcess daemon(slapd_, {.mapping = mapping_with("telephonNumber = 'x'")});
  EXPECT_TRUE(testing::eventually([&] {
    return daemon.log().find("event=mapping.doubtful") != std::string::npos &&
           daemon.log().find("did you mean 'telephoneNumber'?") != std::string::npos;
  })) << daemon.log();
}

TEST_F(Check, AsksNoDirectoryOffline) {
  const auto file = mapping_with("telephonNumber = 'x'");
  slapd_.stop();
  EXPECT_EQ(daemon_.run({"check", "--offline", "--mapping", file}).exit_code, 0);
  const auto checked = daemon_.run({"check", "--mapping", file});
  EXPECT_EQ(checked.exit_code, 1);
  EXPECT_TRUE(says(checked, "the directory was not checked (--offline leaves it out)")) << checked.out;
}

TEST_F(Check, PrintsForPrograms) {
  const auto checked = daemon_.run({"check", "--json", "--mapping", mapping_with("telephonNumber = 'x'")});
  EXPECT_EQ(checked.exit_code, 1);
  const auto report = nlohmann::json::parse(checked.out);
  EXPECT_EQ(report["errors"], 1);
  const auto& first = report["findings"][0];
  EXPECT_EQ(first["severity"], "error");
  EXPECT_EQ(first["subject"], "telephonNumber");
  EXPECT_EQ(first["line"], 42);
}

TEST(CommandLine, SuggestsTheNearestCommand) {
  const auto output = testing::run_program({testing::bridge_binary(), "chekc"});
  EXPECT_EQ(output.exit_code, 2);
  EXPECT_EQ(output.err, "unknown command 'chekc'; did you mean 'check'?\n");
}

TEST(CommandLine, SaysWhichStateFolderCannotBeUsed) {
  const testing::TempDir dir;
  testing::write_file(dir / "config.toml", "[state]\nfolder = \"" + (dir / "gone") +
                                               "\"\n[control]\nsocket = \"" + (dir / "control.sock") +
                                               "\"\n[mapping]\nfile = \"" +
                                               testing::shipped("mappings/openldap-inetorgperson.toml") +
                                               "\"\n[ldap]\nuri = \"ldapi://%2Fnowhere\"\n");
  const auto output =
      testing::run_program({testing::bridge_binary(), "flags", "--config", dir / "config.toml"});
  EXPECT_EQ(output.exit_code, 1);
  EXPECT_NE(output.err.find("the state folder '" + (dir / "gone") + "' cannot be used"), std::string::npos)
      << output.err;
}

}  // namespace
}  // namespace bridge
