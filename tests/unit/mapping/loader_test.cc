#include <gtest/gtest.h>

#include <filesystem>

#include "mapping/mapping.h"
#include "support/data_cases.h"

namespace bridge::mapping {
namespace {

class RejectedMapping : public ::testing::TestWithParam<testing::DataCase> {};

TEST_P(RejectedMapping, SaysWhatIsWrongAndWhere) {
  const auto mapping = Mapping::load(GetParam().file);
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().code, Error::Code::invalid_input);
  EXPECT_EQ(mapping.error().message, GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Files, RejectedMapping, ::testing::ValuesIn(testing::data_cases("mapping/rejected")),
                         testing::name_of);

class AcceptedMapping : public ::testing::TestWithParam<testing::DataCase> {};

TEST_P(AcceptedMapping, LoadsAndPassesItsOwnTests) {
  const auto mapping = Mapping::load(GetParam().file);
  ASSERT_TRUE(mapping) << mapping.error().message;
  EXPECT_EQ((*mapping)->run_tests(), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Files, AcceptedMapping, ::testing::ValuesIn(testing::data_cases("mapping/accepted")),
                         testing::name_of);

TEST(Mapping, SaysWhichFileIsMissing) {
  const auto mapping = Mapping::load("/nowhere/mapping.toml");
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().message, "/nowhere/mapping.toml: cannot be read: No such file or directory");
}

}  // namespace
}  // namespace bridge::mapping
