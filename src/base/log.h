#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "base/events.h"

namespace bridge {

enum class LogLevel { debug, info, warning, error };

// One "name=value" of a log line; the value is quoted and escaped as needed, so no value can forge a line.
struct Field {
  std::string_view name;
  std::string value;
};

// Writes `event=ldap.refused dn="uid=x" code=65` to standard error, where journald keeps it. Any thread.
// Never give it a secret: there is no way to take one here but by revealing it.
void log_event(LogLevel level, Event event, std::initializer_list<Field> fields);

// Lines below this level are dropped. Set once, before threads start.
void set_log_level(LogLevel level);

}  // namespace bridge
