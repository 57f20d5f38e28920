#include "app/log_formats.h"

#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "app/journal.h"
#include "base/text.h"
#include "scim/json.h"

namespace bridge::app {
namespace {

constexpr char kJournal[] = "/run/systemd/journal/socket";

std::string_view name_of(LogLevel level) {
  constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};
  return kNames[static_cast<int>(level)];
}

// As syslog(3) counts.
std::string_view priority_of(LogLevel level) {
  constexpr std::string_view kPriorities[] = {"7", "6", "4", "3"};
  return kPriorities[static_cast<int>(level)];
}

// One write, so that lines of several threads do not run into each other.
void write_json(const LogLine& line) {
  const std::string text = as_json(line) + "\n";
  (void)!::write(STDERR_FILENO, text.data(), text.size());
}

void write_to_journal(const LogLine& line) {
  const auto fields = as_journal_fields(line);
  std::vector<iovec> parts;
  for (const auto& field : fields) parts.push_back({const_cast<char*>(field.data()), field.size()});
  ::sd_journal_sendv(parts.data(), static_cast<int>(parts.size()));
}

}  // namespace

std::string as_json(const LogLine& line) {
  scim::Json json = scim::Json::object();
  json["time"] = to_rfc3339(line.at);
  json["level"] = name_of(line.level);
  json["event"] = bridge::name_of(line.event);
  for (const Field& field : line.fields) json[std::string(field.name)] = field.value;
  return scim::to_text(json);
}

std::vector<std::string> as_journal_fields(const LogLine& line) {
  std::vector<std::string> fields = {"PRIORITY=" + std::string(priority_of(line.level)),
                                     "SYSLOG_IDENTIFIER=scim-ldap-bridge", "MESSAGE=" + as_text(line),
                                     "MESSAGE_ID=" + message_id(line.event),
                                     "BRIDGE_EVENT=" + std::string(bridge::name_of(line.event))};
  for (const Field& field : line.fields)
    fields.push_back("BRIDGE_" + upper_case(field.name) + "=" + field.value);
  return fields;
}

void use_log_format(config::Config::LogFormat format) {
  using Format = config::Config::LogFormat;
  if (format == Format::json) set_log_writer(write_json);
  if (format == Format::journal && ::access(kJournal, W_OK) == 0) set_log_writer(write_to_journal);
}

}  // namespace bridge::app
