#pragma once

#include <string>

namespace bridge::testing {

// A file of the checkout by its path from the top: shipped("mappings/389ds.toml").
std::string shipped(const std::string& path);

// The same for a file or folder of tests/data.
std::string test_data(const std::string& path);

}  // namespace bridge::testing
