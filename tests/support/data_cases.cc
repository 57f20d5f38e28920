#include "support/data_cases.h"

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <stdexcept>

#include "support/places.h"
#include "support/temp_dir.h"

namespace bridge::testing {
namespace {

constexpr std::string_view kMark = "# error: ";

std::string expected_messages(const std::filesystem::path& file) {
  std::string messages;
  std::istringstream lines(read_file(file));
  for (std::string line; std::getline(lines, line) && line.starts_with(kMark);)
    messages += (messages.empty() ? "" : "\n") + file.string() + ":" + line.substr(kMark.size());
  return messages;
}

}  // namespace

void PrintTo(const DataCase& data, std::ostream* out) { *out << data.file; }

std::vector<DataCase> data_cases(const std::string& folder) {
  std::vector<DataCase> cases;
  for (const auto& entry : std::filesystem::directory_iterator(test_data(folder))) {
    if (entry.path().extension() != ".toml") continue;
    std::string name = entry.path().stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    cases.push_back({name, entry.path().string(), expected_messages(entry.path())});
  }
  if (cases.empty()) throw std::runtime_error("no case in " + folder);
  std::sort(cases.begin(), cases.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return cases;
}

std::string name_of(const ::testing::TestParamInfo<DataCase>& info) { return info.param.name; }

}  // namespace bridge::testing
