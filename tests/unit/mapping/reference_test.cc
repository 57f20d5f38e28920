#include <gtest/gtest.h>

#include <sstream>

#include "mapping/mapping.h"
#include "mapping/transform.h"
#include "support/places.h"
#include "support/temp_dir.h"

namespace bridge::mapping {
namespace {

struct Example {
  std::string kind;  // What stands behind ```: "toml", "toml rules", "toml users"
  std::string text;
  int line = 0;
};

std::vector<std::string> lines_of_reference() {
  std::istringstream text(testing::read_file(testing::shipped("docs/mapping.md")));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

std::vector<Example> examples() {
  std::vector<Example> found;
  bool inside = false;
  int number = 0;
  for (const std::string& line : lines_of_reference()) {
    ++number;
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) found.push_back({line.substr(3), "", number});
    } else if (inside) {
      found.back().text += line + "\n";
    }
  }
  return found;
}

const std::string kGroups = R"(
[groups]
base = "ou=groups,dc=example,dc=org"
object_class = ["groupOfMembers"]
rdn = "cn"
attributes = { cn = '${displayName}' }
)";

// The example as a whole file.
std::string completed(const Example& example) {
  if (example.kind == "toml") return example.text;
  const std::string start = kGroups + "[users]\nobject_class = [\"inetOrgPerson\"]\nrdn = \"uid\"\n";
  if (example.kind == "toml users")
    return start + "attributes = { uid = '${userName}', mail = '${emails.value}' }\n" + example.text;
  return start + "base = \"ou=people,dc=example,dc=org\"\n[users.attributes]\nuid = '${userName}'\n" +
         example.text;
}

TEST(Reference, HasExamplesThatAreTrue) {
  const auto found = examples();
  EXPECT_GE(found.size(), 7u);
  for (const Example& example : found) {
    EXPECT_NE(example.text.find("[[tests]]"), std::string::npos)
        << "line " << example.line << " tests nothing";
    const auto mapping = Mapping::parse(completed(example), "example");
    ASSERT_TRUE(mapping) << "line " << example.line << ": " << mapping.error().message;
    EXPECT_EQ((*mapping)->run_tests(), std::vector<std::string>{}) << "line " << example.line;
  }
}

// The texts in `backquotes` of a row of a table.
std::vector<std::string> codes_of(const std::string& line) {
  std::vector<std::string> codes;
  for (auto open = line.find('`'); open != std::string::npos; open = line.find('`', open)) {
    const auto close = line.find('`', open + 1);
    if (close == std::string::npos) break;
    codes.push_back(line.substr(open + 1, close - open - 1));
    open = close + 1;
  }
  return codes;
}

// The rows of the table of transforms.
std::vector<std::vector<std::string>> transform_rows() {
  std::vector<std::vector<std::string>> rows;
  bool inside = false;
  for (const std::string& line : lines_of_reference()) {
    if (line.starts_with("| transform |")) inside = true;
    if (line.empty()) inside = false;
    if (inside && line.starts_with("| `")) rows.push_back(codes_of(line));
  }
  return rows;
}

TEST(Reference, ShowsWhatTransformsDo) {
  for (const auto& row : transform_rows()) {
    if (row.size() < 3) continue;
    const auto transform = parse_transform(row[0]);
    ASSERT_TRUE(transform) << transform.error().message;
    Unusables unusable;
    EXPECT_EQ(transform->apply({row[1]}, unusable), Transform::Texts{row[2]}) << row[0];
  }
}

TEST(Reference, ShowsEveryTransform) {
  const auto rows = transform_rows();
  for (const std::string& name : transform_names())
    EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [&](const auto& row) {
      return row[0].substr(0, row[0].find(':')) == name;
    })) << name;
}

}  // namespace
}  // namespace bridge::mapping
