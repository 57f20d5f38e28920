// The daemon, its directory and its disk are killed, hung and broken at random instants while eight clients
// are at work; nothing that was acknowledged may be missing, and nothing be half done.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "support/torment.h"

namespace bridge {
namespace {

using testing::Torment;
using Fault = Torment::Fault;

// SCIM_LDAP_BRIDGE_KILLS says how many faults, SCIM_LDAP_BRIDGE_KILL_SEED how the dice fall.
int from_environment(const char* name, int otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::atoi(text) : otherwise;
}

struct Case {
  const char* name;
  std::vector<Fault> faults;
};
void PrintTo(const Case& one, std::ostream* out) { *out << one.name; }

void expect_nothing_lost(const std::vector<Fault>& kinds, testing::LoopDisk* disk = nullptr) {
  const int seed =
      from_environment("SCIM_LDAP_BRIDGE_KILL_SEED", static_cast<int>(std::random_device{}() & 0xffffff));
  const int faults = from_environment("SCIM_LDAP_BRIDGE_KILLS", 20);
  constexpr int kEachRound = 10;
  Torment torment(kinds, static_cast<unsigned>(seed), disk);
  for (int done = 0; done < faults; done += kEachRound) {
    torment.round(std::min(kEachRound, faults - done));
    ASSERT_TRUE(torment.verdict().lost.empty()) << "seed " << seed << ": " << torment.verdict() << "\n"
                                                << torment.log();
  }
  std::cout << torment.verdict() << " (seed " << seed << ")\n";
  EXPECT_GT(torment.verdict().requests, faults);
}

class Kill : public ::testing::TestWithParam<Case> {};

TEST_P(Kill, LosesNothingThatWasAcknowledged) { expect_nothing_lost(GetParam().faults); }

const Case kCases[] = {
    {"OfTheDaemon", {Fault::kill_daemon}},
    {"OfTheDirectory", {Fault::kill_directory, Fault::hang_directory}},
    {"OfBoth", {Fault::kill_both, Fault::kill_while_hanging, Fault::kill_daemon, Fault::hang_for_long}},
    {"InAStorm", {Fault::restart_storm, Fault::jump_in_time, Fault::jump_in_time, Fault::jump_in_time}},
    {"OfTheDisk", {Fault::fail_disk, Fault::fail_disk, Fault::kill_daemon}},
};

INSTANTIATE_TEST_SUITE_P(Random, Kill, ::testing::ValuesIn(kCases),
                         [](const auto& one) { return std::string(one.param.name); });

// The file system of the state is cut off from its disk without a last flush.
TEST(PowerCut, LosesNothingThatWasAcknowledged) {
  testing::LoopDisk disk;
  if (!disk.problem().empty()) GTEST_SKIP() << disk.problem();
  expect_nothing_lost({Fault::cut_power}, &disk);
}

}  // namespace
}  // namespace bridge
