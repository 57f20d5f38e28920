#pragma once

#include <functional>
#include <span>
#include <string>

#include "base/log.h"

namespace bridge {

// Takes log lines instead of standard error: the whole line, and the fields in it. Any thread calls it.
using LogSink = std::function<void(LogLevel, Event, const std::string& line, std::span<const Field>)>;

// Set once, before threads start.
void set_log_sink(LogSink sink);

}  // namespace bridge
