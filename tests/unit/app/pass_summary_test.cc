#include "app/pass_summary.h"

#include <gtest/gtest.h>

namespace bridge::app {
namespace {

using namespace std::chrono_literals;
const WallTime kThen{std::chrono::hours(500'000)};

TEST(PassSummary, TellsWhatTheStateRemembers) {
  const auto pass = summarise(store::PassRecord{
      17, kThen, kThen + 2s,
      R"({"mode":"repair","asked_by":"schedule","took_ms":1234,"to_do":5,"repaired":3,"situations":{"drifted":5}})"});
  EXPECT_EQ(pass.took, 1234ms);
  EXPECT_EQ(pass.mode, "repair");
  EXPECT_EQ(pass.left, 2);
  EXPECT_EQ(pass.found, (std::vector<std::pair<std::string, long>>{{"drifted", 5}}));
  EXPECT_EQ(pass.stopped, "");
}

TEST(PassSummary, TellsWhyOneStopped) {
  const auto pass = summarise(store::PassRecord{1, kThen, kThen, R"({"mode":"report","stopped":"no base"})"});
  EXPECT_EQ(pass.stopped, "no base");
  EXPECT_EQ(pass.left, 0);
}

TEST(PassSummary, StandsOneThatWasCutOff) {
  for (const char* outcome : {"", "null", "[1]", "{"}) {
    const auto pass = summarise(store::PassRecord{1, kThen, {}, outcome});
    EXPECT_EQ(pass.begun, kThen) << outcome;
    EXPECT_FALSE(pass.ended) << outcome;
  }
}

}  // namespace
}  // namespace bridge::app
