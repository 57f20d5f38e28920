#include "base/document.h"

#include <gtest/gtest.h>

#include "support/temp_dir.h"

namespace bridge {
namespace {

using testing::TempDir;

const Node& at(const Node& table, std::string_view key) {
  for (const Node::Entry& entry : *table.as<Node::Table>())
    if (entry.key == key) return entry.value;
  throw std::out_of_range(std::string(key));
}

TEST(Document, EveryValueKnowsItsPlace) {
  const auto root = parse_document("a = 1\n[t]\n  b = [true, 'x']\n", "f.toml");
  ASSERT_TRUE(root);
  EXPECT_EQ(at(*root, "a").place.text(), "f.toml:1:5");
  EXPECT_EQ(at(*root, "t").place.text(), "f.toml:2:1");
  EXPECT_EQ(at(at(*root, "t"), "b").as<Node::List>()->at(1).place.text(), "f.toml:3:14");
}

TEST(Document, KeepsTheOrderOfTheFile) {
  const auto root = parse_document("z = 1\nm = 2\na = 3\n", "f.toml");
  ASSERT_TRUE(root);
  std::string keys;
  for (const Node::Entry& entry : *root->as<Node::Table>()) keys += entry.key;
  EXPECT_EQ(keys, "zma");
}

TEST(Document, KnowsEveryKindOfValue) {
  const auto root =
      parse_document("s = ''\ni = -5\nf = 1.5\nb = true\nd = 2026-01-01\nl = []\nt = {}\n", "f.toml");
  ASSERT_TRUE(root);
  EXPECT_EQ(at(*root, "s").kind(), "a string");
  EXPECT_EQ(*at(*root, "i").as<std::int64_t>(), -5);
  EXPECT_EQ(*at(*root, "f").as<double>(), 1.5);
  EXPECT_EQ(*at(*root, "b").as<bool>(), true);
  EXPECT_EQ(at(*root, "d").kind(), "a date or time");
  EXPECT_EQ(at(*root, "l").kind(), "a list");
  EXPECT_EQ(at(*root, "t").kind(), "a table");
}

TEST(Document, SaysWhereTheSyntaxIsWrong) {
  const auto root = parse_document("a = 1\nb = ldap://x\n", "f.toml");
  ASSERT_FALSE(root);
  EXPECT_EQ(root.error(),
            invalid_input("f.toml:2:5: no valid TOML: value: could not determine value type; text "
                          "needs quotes around it"));
}

TEST(Document, RefusesBytesThatAreNotUtf8) { EXPECT_FALSE(parse_document("a = '\xff'\n", "f.toml")); }

TEST(Document, RefusesTablesWithoutEnd) {
  std::string text = "a";
  for (int i = 0; i < 100; ++i) text += ".a";
  const auto root = parse_document(text + " = 1\n", "f.toml");
  ASSERT_FALSE(root);
  EXPECT_NE(root.error().message.find("too many tables inside each other"), std::string::npos);
}

TEST(Document, ReadsAFileThatIsEmpty) {
  const TempDir folder;
  testing::write_file(folder / "empty.toml", "");
  const auto root = read_document(folder / "empty.toml");
  ASSERT_TRUE(root) << root.error().message;
  EXPECT_TRUE(root->as<Node::Table>()->empty());
}

TEST(Document, ReadsAFileLargerThanOneGulp) {
  const TempDir folder;
  testing::write_file(folder / "large.toml", "a = '" + std::string(100'000, 'x') + "'\n");
  const auto root = read_document(folder / "large.toml");
  ASSERT_TRUE(root);
  EXPECT_EQ(at(*root, "a").as<std::string>()->size(), 100'000u);
}

TEST(Document, SaysWhyAFileCannotBeRead) {
  const TempDir folder;
  EXPECT_EQ(read_document(folder / "none").error().message,
            folder / "none" + ": cannot be read: No such file or directory");
  EXPECT_EQ(read_document(folder.path().string()).error().message,
            folder.path().string() + ": cannot be read: Is a directory");
}

TEST(Faults, AreToldInTheOrderOfTheFile) {
  const auto file = std::make_shared<const std::string>("f.toml");
  Faults faults;
  faults.add({file, 10, 1}, "third");
  faults.add({file, 2, 9}, "second");
  faults.add({file, 2, 1}, "first");
  EXPECT_EQ(faults.to_error().message, "f.toml:2:1: first\nf.toml:2:9: second\nf.toml:10:1: third");
}

}  // namespace
}  // namespace bridge
