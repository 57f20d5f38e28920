#include "app/log_formats.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "app/journal.h"

namespace bridge::app {
namespace {

const WallTime kThen{std::chrono::milliseconds(1'763'830'898'123)};

TEST(LogFormats, AreTextByDefault) {
  const Field fields[] = {{"kind", "nested_group"}, {"detail", "two words"}};
  EXPECT_EQ(as_text({kThen, LogLevel::warning, Event::flag_raised, fields}),
            "event=flag.raised kind=nested_group detail=\"two words\"");
}

TEST(LogFormats, CanBeJson) {
  const Field fields[] = {{"reason", "a \"b\"\nforged"}, {"request", "r1"}};
  const std::string line = as_json({kThen, LogLevel::error, Event::http_fault, fields});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(line), nlohmann::json({{"time", "2025-11-22T17:01:38.123Z"},
                                                         {"level", "error"},
                                                         {"event", "http.fault"},
                                                         {"reason", "a \"b\"\nforged"},
                                                         {"request", "r1"}}));
}

TEST(LogFormats, JsonStandsBytesThatAreNoText) {
  const Field fields[] = {{"reason", "\xff\xfe"}};
  const auto line = nlohmann::json::parse(as_json({kThen, LogLevel::info, Event::http_fault, fields}));
  EXPECT_EQ(line["reason"], "\xef\xbf\xbd\xef\xbf\xbd");
}

TEST(LogFormats, CanBeFieldsOfTheJournal) {
  const Field fields[] = {{"client", "entra"}};
  const std::vector<std::string> expected = {"PRIORITY=6",
                                             "SYSLOG_IDENTIFIER=scim-ldap-bridge",
                                             "MESSAGE=event=http.request client=entra",
                                             "MESSAGE_ID=" + message_id(Event::http_request),
                                             "BRIDGE_EVENT=http.request",
                                             "BRIDGE_CLIENT=entra"};
  EXPECT_EQ(as_journal_fields({kThen, LogLevel::info, Event::http_request, fields}), expected);
}

}  // namespace
}  // namespace bridge::app
