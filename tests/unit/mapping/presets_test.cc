#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "mapping/mapping.h"
#include "support/places.h"

namespace bridge::mapping {
namespace {

std::vector<std::string> shipped_mappings() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(testing::shipped("mappings")))
    if (entry.path().extension() == ".toml") files.push_back(entry.path().string());
  return files;
}

class Preset : public ::testing::TestWithParam<std::string> {};

TEST_P(Preset, LoadsAndPassesItsOwnTests) {
  const auto mapping = Mapping::load(GetParam());
  ASSERT_TRUE(mapping) << mapping.error().message;
  EXPECT_EQ((*mapping)->run_tests(), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Shipped, Preset, ::testing::ValuesIn(shipped_mappings()), [](const auto& shipped) {
  std::string name = std::filesystem::path(shipped.param).stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace bridge::mapping
