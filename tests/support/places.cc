#include "support/places.h"

namespace bridge::testing {

std::string shipped(const std::string& path) { return SOURCE_DIR "/" + path; }

std::string test_data(const std::string& path) { return shipped("tests/data/" + path); }

}  // namespace bridge::testing
