#include "app/setup_texts.h"

#include <sstream>

namespace bridge::app {
namespace {

// What stands for the own base in the presets; the longer one holds the shorter one.
constexpr const char* kExampleBases[] = {"dc=ad,dc=example,dc=org", "dc=example,dc=org"};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

bool shows(std::string_view line, const std::string& key) {
  if (line.starts_with("# ")) line.remove_prefix(2);
  if (!line.starts_with(key)) return false;
  const auto rest = line.substr(key.size());
  return rest.find_first_not_of(' ') != std::string_view::npos && rest[rest.find_first_not_of(' ')] == '=';
}

}  // namespace

std::string toml_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

Result<std::string> with_key(const std::string& config, const std::string& section, const std::string& key,
                             const std::string& literal) {
  std::istringstream lines(config);
  std::string out;
  std::string current;
  bool done = false;
  for (std::string line; std::getline(lines, line); out += line + '\n') {
    if (line.starts_with('[')) current = line.substr(1, line.find(']') - 1);
    if (done || current != section || !shows(line, key)) continue;
    line = key + " = " + literal;
    done = true;
  }
  if (!done) return internal("the shipped configuration does not show " + section + "." + key);
  return out;
}

std::string with_base(std::string mapping, const std::string& base) {
  static constexpr char kMark[] = "\x01";  // The own base may hold the example's.
  for (const char* example : kExampleBases) replace_all(mapping, example, kMark);
  replace_all(mapping, kMark, base);
  replace_all(mapping, "#:schema mapping.schema.json",
              "#:schema /usr/share/scim-ldap-bridge/mapping.schema.json");
  return mapping;
}

}  // namespace bridge::app
