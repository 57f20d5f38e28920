#include "http/reply.h"

#include <gtest/gtest.h>

#include <thread>

namespace bridge::http {
namespace {

TEST(Reply, DeliversTheFirstResponseOnly) {
  std::vector<std::string> delivered;
  {
    const Reply reply([&](Response response) { delivered.push_back(response.body); });
    const Reply copy = reply;
    copy({200, {}, "first"});
    reply({200, {}, "second"});
  }
  EXPECT_EQ(delivered, std::vector<std::string>{"first"});
}

TEST(Reply, AnswersForWhoeverForgetsTo) {
  std::vector<int> delivered;
  {
    const Reply forgotten([&](Response response) { delivered.push_back(response.status); });
  }
  EXPECT_EQ(delivered, std::vector<int>{500});
}

TEST(Reply, DeliversOnceThoughManyThreadsAnswer) {
  std::atomic<int> delivered = 0;
  const Reply reply([&](const Response&) { ++delivered; });
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&] { reply({}); });
  }
  EXPECT_EQ(delivered, 1);
}

}  // namespace
}  // namespace bridge::http
