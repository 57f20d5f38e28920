#include "app/status_print.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace bridge::app {
namespace {

using scim::Json;

TEST(StatusPrint, PutsFirstWhatMatters) {
  const Json status = {
      {"users", 2}, {"directory", "answers"}, {"running", true}, {"flags", 0}, {"some_more", 7}};
  EXPECT_EQ(status_text(status, {}),
            "running                  yes\n"
            "directory                answers\n"
            "people                   2\n"
            "flags                    0\n"
            "some more                7\n");
}

TEST(StatusPrint, SaysWhatToDoNext) {
  const Json status = {{"running", false}, {"held", 3}, {"flags", 1}};
  const std::string text = status_text(status, {});
  EXPECT_NE(text.find("held list"), std::string::npos) << text;
  EXPECT_NE(text.find("bridge flags"), std::string::npos) << text;
  EXPECT_NE(text.find("systemctl start"), std::string::npos) << text;
}

TEST(StatusPrint, ColoursWhatNeedsAttention) {
  const Json status = {{"directory", "does not answer"}, {"open_intents", 1}, {"dirty_references", 0}};
  EXPECT_EQ(status_text(status, {80, true}),
            "directory                \x1b[31mdoes not answer\x1b[0m\n"
            "unfinished changes       \x1b[33m1\x1b[0m\n"
            "references to put right  0\n");
}

TEST(StatusPrint, TellsOfTheLastPassInOneLine) {
  Json pass = {{"begun", "T1"},
               {"ended", "T2"},
               {"mode", "repair"},
               {"situations", {{"drifted", 2}}},
               {"repaired", 2}};
  const auto line = [&] { return status_text({{"last_pass", pass}}, {}); };
  EXPECT_EQ(line(), "last pass                T1, repair: 2 drifted; 2 repaired\n");
  pass["situations"] = Json::object();
  pass["repaired"] = 0;
  EXPECT_EQ(line(), "last pass                T1, repair: all as it should be\n");
  pass["stopped"] = "the base is gone";
  EXPECT_EQ(line(), "last pass                T1, stopped: the base is gone\n");
  EXPECT_EQ(status_text({{"last_pass", {{"begun", "T1"}}}}, {}), "last pass                T1, not ended\n");
}

}  // namespace
}  // namespace bridge::app
