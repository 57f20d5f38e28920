#include "sync/guard.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>

#include "store/store.h"
#include "support/temp_dir.h"

namespace bridge::sync {
namespace {

using scim::ResourceType;

bool passes(Destruction kind, const GuardLoad& load, long wanted, const GuardLimits& limits = {}) {
  return !objection(limits, kind, ResourceType::user, load, wanted);
}

TEST(GuardLimits, AreExceededOnlyWhenBothNumbersAre) {
  EXPECT_TRUE(passes(Destruction::rename, {.passed = 49, .population = 100}, 1));
  EXPECT_FALSE(passes(Destruction::rename, {.passed = 50, .population = 100}, 1));
  EXPECT_TRUE(passes(Destruction::rename, {.passed = 99, .population = 1000}, 1));
  EXPECT_FALSE(passes(Destruction::rename, {.passed = 100, .population = 1000}, 1));
}

TEST(GuardLimits, LetMoreDisablesPass) {
  EXPECT_TRUE(passes(Destruction::disable, {.passed = 199, .population = 500}, 1));
  EXPECT_FALSE(passes(Destruction::disable, {.passed = 200, .population = 500}, 1));
  EXPECT_TRUE(passes(Destruction::disable, {.passed = 200, .population = 1005}, 1));
}

TEST(GuardLimits, DoNotSinkWithThoseWhoAreGone) {
  EXPECT_TRUE(passes(Destruction::remove, {.passed = 99, .population = 901}, 1));
  EXPECT_FALSE(passes(Destruction::remove, {.passed = 100, .population = 900}, 1));
  EXPECT_FALSE(passes(Destruction::remove_member, {.passed = 100, .population = 900}, 1));
}

TEST(GuardLimits, TakeAllOfARequestOrNothing) {
  EXPECT_TRUE(passes(Destruction::remove_member, {.passed = 0, .population = 60}, 50));
  EXPECT_FALSE(passes(Destruction::remove_member, {.passed = 0, .population = 60}, 60));
}

TEST(GuardLimits, CanBeOff) {
  GuardLimits off;
  off.enabled = false;
  EXPECT_TRUE(passes(Destruction::remove, {.passed = 1000, .population = 1}, 1000, off));
}

TEST(GuardLimits, SayTheNumbersWhenTheyObject) {
  EXPECT_EQ(objection({}, Destruction::remove, ResourceType::user, {50, 70}, 1),
            "51 deletes within 1h would be more than 50 and more than 10 % of 120 people");
  GuardLimits short_window;
  short_window.window = std::chrono::seconds(90);
  EXPECT_EQ(objection(short_window, Destruction::remove_member, ResourceType::group, {0, 100}, 60),
            "60 removals of members within 90s would be more than 50 and more than 10 % of 100 memberships");
}

class GuardWindow : public ::testing::Test {
 protected:
  bool passes(Destruction kind, long wanted, WallTime now, ResourceType type = ResourceType::user) {
    std::optional<std::string> objects;
    const Status done = store_->write([&](store::Transaction& transaction) -> Status {
      TRY_AS(asked, ask_guard(transaction, limits_, kind, type, wanted, now));
      objects = std::move(asked);
      return Done{};
    });
    EXPECT_TRUE(done);
    return !objects;
  }
  static WallTime after(std::chrono::minutes minutes) {
    return WallTime(std::chrono::milliseconds(1'800'000'000'000)) + minutes;
  }

  GuardLimits limits_{.destruction = {0, 5}, .disabling = {0, 8}};
  testing::TempDir folder_;
  std::unique_ptr<store::Store> store_ = *store::Store::open(folder_ / "state.db", 1);
};

using namespace std::chrono_literals;

TEST_F(GuardWindow, CountsEachKindAndTypeByItself) {
  EXPECT_TRUE(passes(Destruction::remove, 5, after(0min)));
  EXPECT_FALSE(passes(Destruction::remove, 1, after(0min)));
  EXPECT_TRUE(passes(Destruction::clear, 5, after(0min)));
  EXPECT_TRUE(passes(Destruction::remove, 5, after(0min), ResourceType::group));
  EXPECT_TRUE(passes(Destruction::disable, 8, after(0min)));
  EXPECT_FALSE(passes(Destruction::disable, 1, after(0min)));
}

TEST_F(GuardWindow, Slides) {
  EXPECT_TRUE(passes(Destruction::remove, 3, after(0min)));
  EXPECT_TRUE(passes(Destruction::remove, 2, after(30min)));
  EXPECT_FALSE(passes(Destruction::remove, 1, after(59min)));
  EXPECT_TRUE(passes(Destruction::remove, 3, after(62min)));
  EXPECT_FALSE(passes(Destruction::remove, 1, after(62min)));
  EXPECT_TRUE(passes(Destruction::remove, 2, after(92min)));
}

TEST_F(GuardWindow, IsNotFilledByWhatWasHeld) {
  EXPECT_TRUE(passes(Destruction::remove, 5, after(0min)));
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(passes(Destruction::remove, 1, after(30min)));
  EXPECT_TRUE(passes(Destruction::remove, 1, after(62min)));
}

TEST_F(GuardWindow, TakesBackWhatDidNotHappen) {
  EXPECT_TRUE(passes(Destruction::remove, 5, after(0min)));
  EXPECT_TRUE(store_->write([&](store::Transaction& transaction) {
    return give_back(transaction, limits_, Destruction::remove, ResourceType::user, 2, after(0min));
  }));
  EXPECT_TRUE(passes(Destruction::remove, 2, after(1min)));
  EXPECT_FALSE(passes(Destruction::remove, 1, after(1min)));
}

TEST_F(GuardWindow, SurvivesARestart) {
  EXPECT_TRUE(passes(Destruction::remove, 5, after(0min)));
  store_.reset();
  store_ = *store::Store::open(folder_ / "state.db", 1);
  EXPECT_FALSE(passes(Destruction::remove, 1, after(1min)));
}

}  // namespace
}  // namespace bridge::sync
