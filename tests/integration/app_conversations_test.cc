// Plays every file of tests/data/conversations to a daemon and a directory of its own.
#include <gtest/gtest.h>

#include <numeric>

#include "support/conversation.h"
#include "support/daemon_process.h"
#include "support/slapd_process.h"

namespace bridge {
namespace {

using testing::Conversation;

class Conversations : public ::testing::TestWithParam<Conversation> {};

TEST_P(Conversations, GoAsRecorded) {
  const testing::SlapdProcess slapd({.overlays = {"ppolicy"}});
  const testing::DaemonProcess daemon(slapd);
  const auto session = slapd.open();
  testing::Replay replay(daemon.port(), daemon.token(), *session);
  EXPECT_EQ(replay.run(GetParam()), "") << GetParam().script.value("about", "");
}

INSTANTIATE_TEST_SUITE_P(Recorded, Conversations, ::testing::ValuesIn(testing::conversations()),
                         [](const auto& each) { return each.param.name; });

TEST(ConversationData, HoldsManyRequests) {
  const auto all = testing::conversations();
  const auto requests = std::accumulate(all.begin(), all.end(), std::size_t{0},
                                        [](auto sum, const auto& each) { return sum + each.requests(); });
  EXPECT_GE(requests, 150U);
}

}  // namespace
}  // namespace bridge
