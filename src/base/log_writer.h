#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/log.h"

namespace bridge {

// One line before it has a form.
struct LogLine {
  WallTime at;
  LogLevel level = LogLevel::info;
  Event event;
  std::span<const Field> fields;
};

// `event=ldap.refused dn="uid=x" code=65`
std::string as_text(const LogLine& line);

// Where lines go, and in which form; called on the thread that logs, from several at a time. Without one they
// go to standard error as text. Set once, before threads start.
using LogWriter = std::function<void(const LogLine&)>;
void set_log_writer(LogWriter writer);

}  // namespace bridge
