#include "config/restart.h"

#include <gtest/gtest.h>

namespace bridge::config {
namespace {

TEST(Restart, KeepsWhatOnlyARestartAppliesAndSaysSo) {
  Config running;
  Config next;
  next.scim.listen = "127.0.0.1:1";
  next.state_folder = "/elsewhere";
  EXPECT_EQ(keep_until_restart(running, next), (std::vector<std::string>{"scim.listen", "state.folder"}));
  EXPECT_EQ(next.scim.listen, running.scim.listen);
  EXPECT_EQ(next.state_folder, running.state_folder);
}

TEST(Restart, LetsEverythingElseThrough) {
  Config running;
  Config next;
  next.mapping = "/another.toml";
  next.scim.workers = 3;
  EXPECT_TRUE(keep_until_restart(running, next).empty());
  EXPECT_EQ(next.mapping, "/another.toml");
  EXPECT_EQ(next.scim.workers, 3);
}

}  // namespace
}  // namespace bridge::config
