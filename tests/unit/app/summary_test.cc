#include "app/summary.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bridge::app {
namespace {

TEST(Summary, CountsAndTellsOfTheDirectory) {
  EXPECT_EQ(summarise({{"users", 12}, {"groups", 1}, {"flags", 0}, {"directory", "answers"}}),
            "12 users, 1 group, 0 flags; the directory answers");
}

TEST(Summary, TellsWhatWaits) {
  EXPECT_EQ(summarise({{"users", 1}, {"groups", 0}, {"flags", 0}, {"held", 2}, {"open_intents", 3}}),
            "1 user, 0 groups, 0 flags, 2 held, 3 changes to settle; the directory was not asked");
}

TEST(Summary, TellsOfTheLastPass) {
  const scim::Json last = {{"number", 3}, {"ended", "2026-11-22T17:01:38.123Z"}, {"repaired", 4}};
  EXPECT_EQ(
      summarise({{"users", 1}, {"directory", "answers"}, {"last_pass", last}}),
      "1 user, 0 groups, 0 flags; the directory answers; last pass 2026-11-22T17:01:38.123Z, 4 repaired");
  EXPECT_EQ(summarise({{"users", 1}, {"directory", "answers"}, {"last_pass", {{"number", 4}}}}),
            "1 user, 0 groups, 0 flags; the directory answers; a pass is running");
}

}  // namespace
}  // namespace bridge::app
