#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace bridge::testing {

// A file that must be refused, and with which words. Its first lines are the expected messages, each as
// "# error: line:column: what is wrong".
struct RejectedCase {
  std::string name;  // Fit for a test's name.
  std::string file;
  std::string expected;  // One message a line, with the file's path put before each.
};
void PrintTo(const RejectedCase& rejected, std::ostream* out);

// All *.toml files of a folder below tests/data, by name. Throws when there is none.
std::vector<RejectedCase> rejected_cases(const std::string& folder);

std::string name_of(const ::testing::TestParamInfo<RejectedCase>& info);

}  // namespace bridge::testing
