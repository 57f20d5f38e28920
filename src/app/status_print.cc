#include "app/status_print.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

namespace bridge::app {
namespace {

using Colour = Terminal::Colour;
using scim::Json;

struct Line {
  std::string_view key;
  std::string_view title;
  bool counts_trouble = false;  // Anything but nothing asks for attention.
};

// In this order; what is not among them follows under its own name.
constexpr Line kLines[] = {{"running", "running"},
                           {"version", "version"},
                           {"safe_mode", "safe mode", true},
                           {"directory", "directory"},
                           {"users", "people"},
                           {"groups", "groups"},
                           {"open_intents", "unfinished changes", true},
                           {"dirty_references", "references to put right", true},
                           {"held", "held changes", true},
                           {"flags", "flags", true},
                           {"last_pass", "last pass"},
                           {"next_pass", "next pass"},
                           {"live", "live drift"},
                           {"scim_url", "SCIM"},
                           {"admin_url", "status page"}};

std::string told(const Json& value) {
  return value.is_string() ? value.get<std::string>() : scim::to_text(value);
}

// "2026-11-22T17:01:38Z, repair: 2 drifted; 2 repaired"
std::string pass_text(const Json& pass) {
  std::string found;
  if (pass.contains("situations"))
    for (const auto& [situation, count] : pass["situations"].items())
      found += fmt::format("{}{} {}", found.empty() ? "" : ", ", told(count), situation);
  std::string text = fmt::format("{}, {}: {}", pass.value("begun", ""), pass.value("mode", "runs"),
                                 found.empty() ? "all as it should be" : found);
  if (pass.value("repaired", 0) > 0) text += fmt::format("; {} repaired", pass.value("repaired", 0));
  if (pass.value("held", 0) > 0) text += fmt::format("; {} held", pass.value("held", 0));
  if (pass.contains("stopped"))
    return fmt::format("{}, stopped: {}", pass.value("begun", ""), told(pass["stopped"]));
  return pass.contains("ended") ? text : pass.value("begun", "") + ", not ended";
}

std::string painted(const Line& line, const Json& value, const Terminal& terminal) {
  if (line.key == "running") return value == true ? "yes" : "no; this is the state at rest";
  if (line.key == "admin_url") return told(value) + "/status";
  if (line.key == "directory")
    return terminal.paint(value == "answers" ? Colour::green : Colour::red, told(value));
  if (line.key == "last_pass" && value.is_object())
    return value.contains("stopped") ? terminal.paint(Colour::yellow, pass_text(value)) : pass_text(value);
  return line.counts_trouble && value != 0 ? terminal.paint(Colour::yellow, told(value)) : told(value);
}

void append(std::string& text, const Line& line, const Json& value, const Terminal& terminal) {
  std::string title(line.title);
  std::replace(title.begin(), title.end(), '_', ' ');
  text += fmt::format("{:<24} {}\n", title, painted(line, value, terminal));
}

bool is_listed(const std::string& key) {
  return std::any_of(std::begin(kLines), std::end(kLines), [&](const Line& line) { return line.key == key; });
}

std::string advice(const Json& status) {
  std::string text;
  if (status.value("held", 0) != 0) text += "'scim-ldap-bridge held list' shows what waits for a decision.\n";
  if (status.value("flags", 0) != 0) text += "'scim-ldap-bridge flags' tells what the flags are.\n";
  if (status.value("running", true) == false)
    text += "No daemon runs; 'systemctl start scim-ldap-bridge' starts it.\n";
  return text.empty() ? text : "\n" + text;
}

}  // namespace

std::string status_text(const Json& status, const Terminal& terminal) {
  std::string text;
  for (const Line& line : kLines)
    if (const auto found = status.find(line.key); found != status.end()) append(text, line, *found, terminal);
  for (const auto& [key, value] : status.items())
    if (!is_listed(key)) append(text, {key, key}, value, terminal);
  return text + advice(status);
}

}  // namespace bridge::app
