#include "app/change_trouble.h"

#include <gtest/gtest.h>

namespace bridge::app {
namespace {

using Kind = ldap::Failure::Kind;
using namespace std::chrono_literals;

const SteadyTime kNow{};

void refuse(ChangeTrouble& changes, Kind kind, int times) {
  const ldap::Failure failure{kind, 0, "read-only", {}, false};
  for (int i = 0; i < times; ++i) changes.note(&failure, kNow);
}

TEST(ChangeTrouble, StandsAfterThreeInARow) {
  ChangeTrouble changes;
  refuse(changes, Kind::denied, 2);
  EXPECT_EQ(changes.problem(kNow), "");
  refuse(changes, Kind::unavailable, 1);
  EXPECT_EQ(changes.problem(kNow), "the directory takes no changes: read-only");
}

TEST(ChangeTrouble, EndsWithAChangeThatIsTakenOrIsItselfAtFault) {
  ChangeTrouble changes;
  refuse(changes, Kind::denied, 3);
  changes.note(nullptr, kNow);
  EXPECT_EQ(changes.problem(kNow), "");
  refuse(changes, Kind::denied, 3);
  refuse(changes, Kind::refused, 1);
  EXPECT_EQ(changes.problem(kNow), "");
}

TEST(ChangeTrouble, EndsWhenNobodyTriesAnyMore) {
  ChangeTrouble changes;
  refuse(changes, Kind::denied, 3);
  EXPECT_NE(changes.problem(kNow + 59s), "");
  EXPECT_EQ(changes.problem(kNow + 61s), "");
}

}  // namespace
}  // namespace bridge::app
