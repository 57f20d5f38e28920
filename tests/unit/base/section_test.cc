#include "base/section.h"

#include <gtest/gtest.h>

#include <functional>

namespace bridge {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// What reading a text as the given function does leaves as faults.
std::string faults_of(const std::string& text, const std::function<void(Section&)>& read) {
  const auto root = parse_document(text, "f");
  if (!root) return root.error().message;
  Faults faults;
  Section section(*root, faults);
  read(section);
  return faults.empty() ? "" : faults.to_error().message;
}

TEST(Section, ReadsValuesOfEveryKind) {
  std::string text = "default";
  bool truth = false;
  int number = 0;
  milliseconds length{};
  std::vector<std::string> list{"default"};
  enum class Colour { red, blue } colour = Colour::red;
  EXPECT_EQ(faults_of("s = 'x'\nb = true\ni = 5\nd = '2min'\nl = ['a', 'b']\nw = 'blue'\n",
                      [&](Section& section) {
                        section.read("s", text);
                        section.read("b", truth);
                        section.read("i", number, 0, 9);
                        section.read("d", length, 1s, 1h);
                        section.read("l", list);
                        section.read("w", colour, {{"red", Colour::red}, {"blue", Colour::blue}});
                        section.finish();
                      }),
            "");
  EXPECT_EQ(text, "x");
  EXPECT_TRUE(truth);
  EXPECT_EQ(number, 5);
  EXPECT_EQ(length, 2min);
  EXPECT_EQ(list, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(colour, Colour::blue);
}

TEST(Section, LeavesDefaultsWhereNothingIsSaid) {
  std::string text = "default";
  int number = 7;
  EXPECT_EQ(faults_of("",
                      [&](Section& section) {
                        section.read("s", text);
                        section.read("i", number, 0, 9);
                        section.section("deeper").read("s", text);
                      }),
            "");
  EXPECT_EQ(text, "default");
  EXPECT_EQ(number, 7);
}

TEST(Section, KeepsTheDefaultWhenTheValueIsWrong) {
  int number = 7;
  EXPECT_EQ(faults_of("i = 10\n", [&](Section& section) { section.read("i", number, 0, 9); }),
            "f:1:5: 'i': 10 is out of range, must be between 0 and 9");
  EXPECT_EQ(number, 7);
}

TEST(Section, RefusesTheWrongKind) {
  std::string text;
  bool truth = false;
  std::vector<std::string> list;
  EXPECT_EQ(faults_of("s = 1\nb = 'true'\nl = 'a'\nm = ['a', 2]\nt = 3\n",
                      [&](Section& section) {
                        section.read("s", text);
                        section.read("b", truth);
                        section.read("l", list);
                        section.read("m", list);
                        section.section("t");
                      }),
            "f:1:5: 's' must be a string, got an integer\n"
            "f:2:5: 'b' must be true or false, got a string\n"
            "f:3:5: 'l' must be a list of strings, got a string\n"
            "f:4:11: 'm' must be a list of strings, got an integer\n"
            "f:5:5: 't' must be a table, got an integer");
}

TEST(Section, RefusesKeysNobodyAskedFor) {
  EXPECT_EQ(faults_of("bind_nd = 1\nzzzzzzzzz = 2\n",
                      [](Section& section) {
                        section.find("bind_dn");
                        section.find("uri");
                        section.finish();
                      }),
            "f:1:1: unknown key 'bind_nd'; did you mean 'bind_dn'?\n"
            "f:2:1: unknown key 'zzzzzzzzz'; known here: 'bind_dn', 'uri'");
}

TEST(Section, NamesTheSectionInWhichAKeyIsMissing) {
  EXPECT_EQ(
      faults_of("[a.b]\n",
                [](Section& section) { section.section("a").section("b").require("uri", "uri = 'x'"); }),
      "f:1:1: 'uri' is missing in [a.b]; write for example uri = 'x'");
}

TEST(Durations, AreReadInEveryUnit) {
  const std::pair<const char*, milliseconds> cases[] = {
      {"500ms", 500ms}, {"20s", 20s}, {"5min", 5min}, {"2h", 2h}, {"0s", 0s}};
  for (const auto& [text, expected] : cases) {
    milliseconds length{-1};
    EXPECT_EQ(faults_of(std::string("d = '") + text + "'\n",
                        [&](Section& section) { section.read("d", length, 0s, 24h); }),
              "");
    EXPECT_EQ(length, expected) << text;
  }
}

TEST(Durations, AreRefusedWithoutUnitAndWithStrangeOnes) {
  for (const char* text : {"", "s", "20", "-1s", "1.5s", "20 s", "20S", "20sec", "99999999999999999999s"}) {
    milliseconds length{7};
    EXPECT_NE(faults_of(std::string("d = '") + text + "'\n",
                        [&](Section& section) { section.read("d", length, 0s, 24h); })
                  .find("is no duration"),
              std::string::npos)
        << text;
    EXPECT_EQ(length, 7ms);
  }
}

TEST(Durations, AreRefusedOutOfRange) {
  milliseconds length{};
  EXPECT_EQ(faults_of("d = '90s'\n", [&](Section& section) { section.read("d", length, 100ms, 1min); }),
            "f:1:5: 'd': 90s is out of range, must be between 100ms and 1min");
}

}  // namespace
}  // namespace bridge
