#include "base/log.h"

#include <fmt/core.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "base/log_writer.h"

namespace bridge {
namespace {

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%L %v");  // The journal adds time and process itself.
    return made;
  }();
  return *instance;
}

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

bool is_plain(std::string_view value) {
  return !value.empty() && std::all_of(value.begin(), value.end(), [](unsigned char c) {
    return c > ' ' && c != '"' && c != '\\' && c != '=' && c != 0x7f;
  });
}

void append_quoted(std::string& line, std::string_view value) {
  line += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      fmt::format_to(std::back_inserter(line), "\\x{:02x}", byte);
    } else {
      line += c;
    }
  }
  line += '"';
}

LogWriter& writer() {
  static LogWriter instance;
  return instance;
}

}  // namespace

std::string as_text(const LogLine& line) {
  std::string text = "event=";
  text += name_of(line.event);
  for (const Field& field : line.fields) {
    text += ' ';
    text += field.name;
    text += '=';
    if (is_plain(field.value))
      text += field.value;
    else
      append_quoted(text, field.value);
  }
  return text;
}

void log_event(LogLevel level, Event event, std::initializer_list<Field> fields) {
  if (!logger().should_log(to_spdlog(level))) return;
  const LogLine line{system_clock().now(), level, event, {fields.begin(), fields.size()}};
  writer() ? writer()(line) : logger().log(to_spdlog(level), "{}", as_text(line));
}

void set_log_level(LogLevel level) { logger().set_level(to_spdlog(level)); }

void set_log_writer(LogWriter wanted) { writer() = std::move(wanted); }

}  // namespace bridge
