#include "base/private_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/temp_dir.h"

namespace bridge {
namespace {

TEST(PrivateFile, IsReadableByItsOwnerAndGroupAlone) {
  const testing::TempDir dir;
  const std::string file = dir / "secret";
  testing::write_file(file, "s");
  for (const mode_t mode : {0600u, 0400u, 0640u, 0440u}) {
    ASSERT_EQ(::chmod(file.c_str(), mode), 0);
    EXPECT_TRUE(check_private(file)) << mode;
  }
  for (const mode_t mode : {0644u, 0604u, 0602u, 0660u, 0601u}) {
    ASSERT_EQ(::chmod(file.c_str(), mode), 0);
    const Status checked = check_private(file);
    ASSERT_FALSE(checked) << mode;
    EXPECT_NE(checked.error().message.find("do: chmod 640 " + file), std::string::npos);
  }
  EXPECT_TRUE(check_private(dir / "none"));
}

}  // namespace
}  // namespace bridge
