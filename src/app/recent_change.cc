#include <fmt/ranges.h>

#include <algorithm>
#include <sstream>

#include "app/status_page.h"

namespace bridge::app {
namespace {

using Words = std::vector<std::string>;

void append(Words& words, const std::string& word) {
  if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
}

std::string verb_of(const std::string& changetype) {
  if (changetype == "add") return "added";
  if (changetype == "delete") return "removed";
  return changetype == "modify" ? "modified" : "renamed";
}

}  // namespace

std::string summarise(const std::string& ldif) {
  Words verbs, attributes;
  std::istringstream lines(ldif);
  for (std::string line; std::getline(lines, line);) {
    const auto colon = line.find(": ");
    if (colon == line.npos) continue;
    const std::string name = line.substr(0, colon), value = line.substr(colon + 2);
    if (name == "changetype") append(verbs, verb_of(value));
    if (!verbs.empty() && verbs.back() == "modified" &&
        (name == "add" || name == "delete" || name == "replace"))
      append(attributes, value);
  }
  return fmt::format("{}{}{}", fmt::join(verbs, ", "), attributes.empty() ? "" : " ",
                     fmt::join(attributes, ", "));
}

}  // namespace bridge::app
