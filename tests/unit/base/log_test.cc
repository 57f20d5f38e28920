#include "base/log.h"

#include <gtest/gtest.h>

#include <set>

namespace bridge {
namespace {

std::string logged(LogLevel level, std::initializer_list<Field> fields) {
  ::testing::internal::CaptureStderr();
  log_event(level, Event::ldap_refused, fields);
  return ::testing::internal::GetCapturedStderr();
}

class Log : public ::testing::Test {
 protected:
  ~Log() override { set_log_level(LogLevel::info); }
};

TEST_F(Log, WritesOneLineOfNamesAndValues) {
  EXPECT_EQ(logged(LogLevel::warning, {{"code", "65"}, {"entry", "jo"}}),
            "W event=ldap.refused code=65 entry=jo\n");
}

TEST_F(Log, QuotesWhatCouldBeMistaken) {
  EXPECT_EQ(logged(LogLevel::error, {{"dn", "uid=a, b"}, {"empty", ""}, {"quote", "\"\\"}}),
            "E event=ldap.refused dn=\"uid=a, b\" empty=\"\" quote=\"\\\"\\\\\"\n");
}

TEST_F(Log, NoValueCanForgeALine) {
  const std::string line = logged(LogLevel::info, {{"name", std::string("a\nE event=x\r\x1b[2J\0", 17)}});
  EXPECT_EQ(line, "I event=ldap.refused name=\"a\\x0aE event=x\\x0d\\x1b[2J\\x00\"\n");
}

TEST_F(Log, FormatSignsInValuesMeanNothing) {
  EXPECT_EQ(logged(LogLevel::info, {{"name", "{}{0}%s%n"}}), "I event=ldap.refused name={}{0}%s%n\n");
}

TEST_F(Log, DropsWhatIsBelowTheLevel) {
  set_log_level(LogLevel::warning);
  EXPECT_EQ(logged(LogLevel::info, {}), "");
  EXPECT_EQ(logged(LogLevel::warning, {}), "W event=ldap.refused\n");
}

TEST(Events, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
#define X(symbol, name) EXPECT_TRUE(names.insert(name_of(Event::symbol)).second) << name;
  BRIDGE_EVENTS(X)
#undef X
}

}  // namespace
}  // namespace bridge
