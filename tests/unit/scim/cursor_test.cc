#include "scim/cursor.h"

#include <gtest/gtest.h>

#include "scim/error.h"

namespace bridge::scim {
namespace {

constexpr std::chrono::seconds kLife{60};
const WallTime kNow{std::chrono::hours(1)};

TEST(Cursor, BringsBackThePosition) {
  for (const SortKey& key : {SortKey(), SortKey::of(1.5), SortKey::of("\u00e4 \"\n"), SortKey::of("")}) {
    const Position position{key, 42};
    const auto read = read_cursor(to_cursor(position, "q", kNow), "q", kNow, kLife);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, position);
  }
}

TEST(Cursor, HoldsOnlyLettersAndDigits) {
  const std::string cursor = to_cursor({SortKey::of("\u00e4 &=+"), -1}, "q", kNow);
  EXPECT_EQ(cursor.find_first_not_of("0123456789abcdef"), std::string::npos);
}

TEST(Cursor, BelongsToItsQuery) {
  const auto read = read_cursor(to_cursor({}, "one", kNow), "another", kNow, kLife);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().keyword, kInvalidCursor);
}

TEST(Cursor, ExpiresAfterItsLife) {
  const std::string cursor = to_cursor({}, "q", kNow);
  EXPECT_TRUE(read_cursor(cursor, "q", kNow + kLife, kLife));
  for (const auto when : {kNow + kLife + std::chrono::seconds(1), kNow - std::chrono::seconds(1)}) {
    const auto read = read_cursor(cursor, "q", when, kLife);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().keyword, kExpiredCursor);
  }
}

TEST(Cursor, RefusesWhatIsNone) {
  const std::string good = to_cursor({SortKey::of("x"), 1}, "q", kNow);
  for (const std::string& text : {std::string("x"), std::string("zz"), std::string("5b5d"), good.substr(2),
                                  good.substr(0, good.size() - 1), good + "00", "+" + good.substr(1)}) {
    const auto read = read_cursor(text, "q", kNow, kLife);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().keyword, kInvalidCursor) << text;
  }
}

}  // namespace
}  // namespace bridge::scim
