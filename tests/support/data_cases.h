#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace bridge::testing {

// A mapping or config file below tests/data. When it must be refused, its first lines are the expected
// messages, each as "# error: line:column: what is wrong".
struct DataCase {
  std::string name;  // Fit for a test's name.
  std::string file;
  std::string expected;  // One message a line, with the file's path put before each.
};
void PrintTo(const DataCase& data, std::ostream* out);

// All *.toml files of a folder below tests/data, by name. Throws when there is none.
std::vector<DataCase> data_cases(const std::string& folder);

std::string name_of(const ::testing::TestParamInfo<DataCase>& info);

}  // namespace bridge::testing
