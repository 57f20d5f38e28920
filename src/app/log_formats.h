#pragma once

#include <string>
#include <vector>

#include "base/log_writer.h"
#include "config/config.h"

namespace bridge::app {

// Writes lines from now on as [log] format says. Before threads start.
void use_log_format(config::Config::LogFormat format);

// {"time":"2026-11-22T17:01:38.123Z","level":"info","event":"http.request","status":"200",…}: what is no
// UTF-8 becomes U+FFFD.
std::string as_json(const LogLine& line);

// The fields of systemd.journal-fields(7): PRIORITY, MESSAGE (the line as text), MESSAGE_ID, BRIDGE_EVENT,
// and each field as BRIDGE_NAME.
std::vector<std::string> as_journal_fields(const LogLine& line);

}  // namespace bridge::app
