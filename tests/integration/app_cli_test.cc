// The commands as people and scripts meet them.
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "support/daemon_process.h"
#include "support/program_output.h"
#include "support/temp_dir.h"

namespace bridge {
namespace {

testing::ProgramOutput run(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), testing::bridge_binary());
  return testing::run_program(arguments);
}

class Help : public ::testing::TestWithParam<std::vector<std::string>> {};

TEST_P(Help, ShowsExamples) {
  auto arguments = GetParam();
  std::string example = "scim-ldap-bridge";
  for (const auto& word : arguments) example += " " + word;
  arguments.push_back("--help");
  const auto help = run(arguments);
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_NE(help.out.find("Example"), std::string::npos) << help.out;
  EXPECT_NE(help.out.find("  " + example), std::string::npos) << help.out;
}

INSTANTIATE_TEST_SUITE_P(
    Commands, Help,
    ::testing::Values(std::vector<std::string>{"serve"}, std::vector<std::string>{"check"},
                      std::vector<std::string>{"explain"}, std::vector<std::string>{"status"},
                      std::vector<std::string>{"flags"}, std::vector<std::string>{"audit"},
                      std::vector<std::string>{"adopt"}, std::vector<std::string>{"backup"},
                      std::vector<std::string>{"plan"}, std::vector<std::string>{"reconcile"},
                      std::vector<std::string>{"setup"}, std::vector<std::string>{"held", "list"},
                      std::vector<std::string>{"held", "show"}, std::vector<std::string>{"held", "approve"},
                      std::vector<std::string>{"held", "reject"}, std::vector<std::string>{"token", "create"},
                      std::vector<std::string>{"token", "list"}, std::vector<std::string>{"token", "revoke"},
                      std::vector<std::string>{"client", "create"},
                      std::vector<std::string>{"client", "list"}, std::vector<std::string>{"reload"},
                      std::vector<std::string>{"client", "revoke"}));

// The commands that help lists under "Subcommands:".
std::vector<std::string> commands_in(const std::string& help) {
  std::vector<std::string> names;
  std::istringstream lines(help.substr(std::min(help.find("Subcommands:\n"), help.size())));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line) && line.starts_with("  "))
    if (line[2] != ' ') names.push_back(line.substr(2, line.find(' ', 2) - 2));
  return names;
}

// Every command line that has a help of its own, from the program's own help.
std::vector<std::vector<std::string>> all_commands() {
  std::vector<std::vector<std::string>> all{{}};
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto arguments = all[i];
    arguments.push_back("--help");
    for (const auto& name : commands_in(run(arguments).out)) {
      auto below = all[i];
      below.push_back(name);
      all.push_back(below);
    }
  }
  return all;
}

TEST(Commands, EveryReportCanBeReadByPrograms) {
  const auto all = all_commands();
  EXPECT_GE(all.size(), 20u);
  for (auto arguments : all) {
    arguments.push_back("--help");
    const std::string help = run(arguments).out;
    const bool reports = help.find("Subcommands:") == std::string::npos && arguments[0] != "serve";
    EXPECT_EQ(reports, help.find("  --json") != std::string::npos) << help;
  }
}

TEST(Commands, AWrongLineIsExitCode2) {
  EXPECT_EQ(run({}).exit_code, 2);
  EXPECT_EQ(run({"flags", "--nonsense"}).exit_code, 2);
  const auto mistyped = run({"staus"});
  EXPECT_EQ(mistyped.exit_code, 2);
  EXPECT_NE(mistyped.err.find("did you mean 'status'"), std::string::npos) << mistyped.err;
}

TEST(Commands, AMistakeIsToldWithTheNearestNameAndTheHelpToRead) {
  const std::pair<std::vector<std::string>, const char*> mistakes[] = {
      {{"check", "--mappin", "x"}, "unknown option '--mappin'; did you mean '--mapping'?"},
      {{"held", "lst"}, "unknown command 'lst'; did you mean 'list'?"},
      {{"check", "extra"}, "'extra' is one word too many"},
      {{"check", "--config"}, "--config needs a value"},
      {{"token", "create"}, "'scim-ldap-bridge token create --help' shows what there is."},
      {{"token", "revoke", "x", "--id", "OLD"}, "--id: Value OLD not in range 1 to"},
  };
  for (const auto& [arguments, told] : mistakes) {
    const auto failed = run(arguments);
    EXPECT_EQ(failed.exit_code, 2) << told;
    EXPECT_NE(failed.err.find(told), std::string::npos) << failed.err;
  }
}

TEST(Commands, SayWhatToDoWithoutAConfiguration) {
  const auto failed = run({"status", "--config", "/nonexistent/config.toml"});
  EXPECT_EQ(failed.exit_code, 1);
  EXPECT_NE(failed.err.find("/nonexistent/config.toml: cannot be read"), std::string::npos) << failed.err;
  EXPECT_NE(failed.err.find("--config FILE"), std::string::npos) << failed.err;
}

// What the shell offers after these words, the last of them begun.
std::string completed(const std::string& words) {
  const std::string script =
      "source " + testing::shipped("packaging/completion/scim-ldap-bridge.bash") + "\nCOMP_WORDS=(" +
      testing::bridge_binary() + " " + words +
      ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_scim_ldap_bridge\necho \"${COMPREPLY[*]}\"";
  return testing::run_program({"bash", "-c", script}).out;
}

TEST(Commands, CanBeCompletedInTheShell) {
  EXPECT_EQ(completed("sta"), "status\n");
  EXPECT_EQ(completed("token re"), "revoke\n");
  EXPECT_EQ(completed("check --of"), "--offline\n");
  EXPECT_EQ(completed("audit --us"), "--user\n");
  EXPECT_NE(completed("audit --").find("--since"), std::string::npos);
  for (const char* command : {"serve", "check", "explain", "status", "flags", "audit", "adopt", "token"})
    EXPECT_NE(completed("''").find(command), std::string::npos) << command;
}

// At rest: no daemon, a state of its own.
class AtRest : public ::testing::Test {
 protected:
  testing::ProgramOutput run_here(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--config", dir_ / "config.toml"});
    return run(arguments);
  }
  void SetUp() override {
    testing::write_file(dir_ / "config.toml", "[ldap]\nuri = \"ldapi://%2Fnowhere\"\n[state]\nfolder = \"" +
                                                  (dir_ / "state") + "\"\n[control]\nsocket = \"" +
                                                  (dir_ / "control.sock") + "\"\n[mapping]\nfile = \"" +
                                                  testing::shipped("mappings/openldap-inetorgperson.toml") +
                                                  "\"\n");
    std::filesystem::create_directory(dir_ / "state");
  }
  testing::TempDir dir_;
};

TEST_F(AtRest, StatusTellsThatNothingRuns) {
  const auto status = run_here({"status"});
  EXPECT_EQ(status.exit_code, 0) << status.err;
  EXPECT_NE(status.out.find("no; this is the state at rest"), std::string::npos) << status.out;
  EXPECT_NE(status.out.find("systemctl start scim-ldap-bridge"), std::string::npos) << status.out;
  EXPECT_NE(run_here({"status", "--json"}).out.find("\"running\":false"), std::string::npos);
}

TEST_F(AtRest, NothingIsColouredAwayFromATerminal) {
  EXPECT_EQ(run_here({"token", "create", "entra"}).exit_code, 0);
  for (const char* command : {"status", "flags", "audit"})
    EXPECT_EQ(run_here({command}).out.find('\x1b'), std::string::npos) << command;
  const auto tokens = run_here({"token", "list"});
  EXPECT_TRUE(tokens.out.starts_with("ID  NAME   STATE")) << tokens.out;
}

TEST_F(AtRest, APlanMakesNoState) {
  const auto planned = run_here({"plan"});
  EXPECT_EQ(planned.exit_code, 1);
  EXPECT_NE(planned.err.find("nothing to compare with"), std::string::npos) << planned.err;
  EXPECT_TRUE(std::filesystem::is_empty(dir_ / "state"));
}

// On a terminal of its own, as script(1) makes one.
std::string on_a_terminal(const std::string& environment, const std::string& command) {
  return testing::run_program({"script", "--quiet", "--return", "--command",
                               "env " + environment + " " + command, "/dev/null"})
      .out;
}

// In characters, without what colours it.
std::size_t columns_of(const std::string& line) {
  std::size_t columns = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\x1b')
      i = line.find('m', i);
    else if (line[i] != '\r' && (line[i] & 0xc0) != 0x80)
      ++columns;
  }
  return columns;
}

TEST(Commands, HelpFitsTheTerminal) {
  for (const auto& arguments : all_commands()) {
    std::string command = testing::bridge_binary();
    for (const auto& word : arguments) command += " " + word;
    std::istringstream help(on_a_terminal("COLUMNS=60", command + " --help"));
    for (std::string line; std::getline(help, line);)  // Examples are to be copied, so they stay whole.
      if (line.find("scim-ldap-bridge") == std::string::npos && !line.starts_with("    --")) {
        EXPECT_LE(columns_of(line), 60u) << command << ": " << line;
      }
  }
}

TEST_F(AtRest, OnATerminalThereAreColoursUnlessSomebodyDoesNotWantThem) {
  EXPECT_EQ(run_here({"token", "create", "entra"}).exit_code, 0);
  const std::string command = testing::bridge_binary() + " token list --config " + (dir_ / "config.toml");
  EXPECT_NE(on_a_terminal("-u NO_COLOR", command).find("\x1b[1mID"), std::string::npos);
  EXPECT_EQ(on_a_terminal("NO_COLOR=1", command).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace bridge
