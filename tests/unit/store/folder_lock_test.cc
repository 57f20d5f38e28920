#include <unistd.h>

#include "store_test_support.h"

namespace bridge::store {
namespace {

TEST(FolderLockTest, IsHeldByOneAndNamesItsProcess) {
  const bridge::testing::TempDir folder;
  const auto first = FolderLock::take(folder.path());
  ASSERT_TRUE(first);
  const auto second = FolderLock::take(folder.path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Error::Code::conflict);
  EXPECT_EQ(second.error().message, (folder / "lock") + " is held by process " + std::to_string(::getpid()));
}

TEST(FolderLockTest, IsFreeWhenItsHolderGoes) {
  const bridge::testing::TempDir folder;
  { ASSERT_TRUE(FolderLock::take(folder.path())); }
  EXPECT_TRUE(FolderLock::take(folder.path()));
}

TEST(FolderLockTest, GoesWithTheObjectItWasMovedTo) {
  const bridge::testing::TempDir folder;
  auto taken = FolderLock::take(folder.path());
  ASSERT_TRUE(taken);
  {
    const FolderLock moved = *std::move(taken);
    EXPECT_FALSE(FolderLock::take(folder.path()));
  }
  EXPECT_TRUE(FolderLock::take(folder.path()));
}

TEST(FolderLockTest, OverwritesWhatALongerLivedOneLeft) {
  const bridge::testing::TempDir folder;
  bridge::testing::write_file(folder / "lock", "99999999999999\n");
  const auto taken = FolderLock::take(folder.path());
  ASSERT_TRUE(taken);
  EXPECT_EQ(bridge::testing::read_file(folder / "lock"), std::to_string(::getpid()) + "\n");
}

TEST(FolderLockTest, SaysWhichFolderIsNotThere) {
  const auto taken = FolderLock::take("/nonexistent/folder");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Error::Code::unavailable);
  EXPECT_TRUE(
      taken.error().message.starts_with("the state folder '/nonexistent/folder' cannot be used: cannot open "
                                        "/nonexistent/folder/lock: No such file "
                                        "or directory; make the folder"))
      << taken.error().message;
}

}  // namespace
}  // namespace bridge::store
