#include "base/secret.h"

#include <gtest/gtest.h>

#include <sstream>
#include <type_traits>

namespace bridge {
namespace {

static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);

TEST(Secret, PrintsAsStarsWhateverItHolds) {
  std::ostringstream out;
  out << Secret("hunter2") << Secret();
  EXPECT_EQ(out.str(), "**********");
}

TEST(Secret, RevealsOnlyWhenAsked) {
  const Secret secret("hunter2");
  EXPECT_EQ(secret.reveal(), "hunter2");
  EXPECT_FALSE(secret.empty());
}

TEST(Secret, MovesWithoutLeavingACopy) {
  Secret first("hunter2");
  Secret second(std::move(first));
  EXPECT_EQ(second.reveal(), "hunter2");
  EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): what is left behind is the point.
}

TEST(Secret, AssignmentTakesTheNewText) {
  Secret secret("old");
  secret = Secret("new");
  EXPECT_EQ(secret.reveal(), "new");
}

}  // namespace
}  // namespace bridge
