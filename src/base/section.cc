#include "base/section.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/duration.h"
#include "base/text.h"

namespace bridge {
namespace {

using std::chrono::milliseconds;

const Node::Table kNothing;

std::string quoted_list(const auto& words) {
  std::vector<std::string> quoted;
  for (const auto& word : words) quoted.push_back(fmt::format("'{}'", word));
  return fmt::format("{}", fmt::join(quoted, ", "));
}

// "a", "b" or "c"
std::string choice_of(const std::vector<std::string_view>& words) {
  std::string choice;
  for (const std::string_view word : words) {
    const bool last = word == words.back();
    choice += fmt::format("{}\"{}\"", choice.empty() ? "" : last ? " or " : ", ", word);
  }
  return choice;
}

}  // namespace

Section::Section(const Node& table, Faults& faults)
    : entries_(&kNothing), place_(table.place), faults_(&faults) {
  if (const auto* entries = table.as<Node::Table>())
    entries_ = entries;
  else
    faults.add(table.place, fmt::format("must be a table, got {}", table.kind()));
}

Section::Section(std::string name, const Node::Table& entries, const Place& place, Faults& faults)
    : name_(std::move(name)), entries_(&entries), place_(place), faults_(&faults) {}

const Node::Entry* Section::lookup(std::string_view key) const {
  const auto found = std::find_if(entries_->begin(), entries_->end(),
                                  [&](const Node::Entry& entry) { return entry.key == key; });
  return found == entries_->end() ? nullptr : &*found;
}

const Node* Section::find(std::string_view key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.emplace_back(key);
  const Node::Entry* entry = lookup(key);
  return entry ? &entry->value : nullptr;
}

const Node* Section::require(std::string_view key, std::string_view example) {
  const Node* node = find(key);
  const std::string where = name_.empty() ? "" : fmt::format(" in [{}]", name_);
  if (!node)
    faults_->add(place_, fmt::format("'{}' is missing{}; write for example {}", key, where, example));
  return node;
}

Place Section::place_of(std::string_view key) const {
  const Node::Entry* entry = lookup(key);
  return entry ? entry->value.place : place_;
}

void Section::fault(std::string_view key, std::string_view problem) {
  faults_->add(place_of(key), fmt::format("'{}': {}", key, problem));
}

void Section::wrong_kind(std::string_view key, const Node& node, std::string_view wanted) {
  faults_->add(node.place, fmt::format("'{}' must be {}, got {}", key, wanted, node.kind()));
}

void Section::read(std::string_view key, std::string& into) {
  const Node* node = find(key);
  if (!node) return;
  if (const auto* text = node->as<std::string>())
    into = *text;
  else
    wrong_kind(key, *node, "a string");
}

void Section::read(std::string_view key, bool& into) {
  const Node* node = find(key);
  if (!node) return;
  if (const auto* truth = node->as<bool>())
    into = *truth;
  else
    wrong_kind(key, *node, "true or false");
}

void Section::read(std::string_view key, std::vector<std::string>& into) {
  const Node* node = find(key);
  if (!node) return;
  const auto* list = node->as<Node::List>();
  if (!list) return wrong_kind(key, *node, "a list of strings");
  into.clear();
  for (const Node& element : *list) {
    if (const auto* text = element.as<std::string>())
      into.push_back(*text);
    else
      wrong_kind(key, element, "a list of strings");
  }
}

const std::int64_t* Section::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const Node* node = find(key);
  if (!node) return nullptr;
  const auto* number = node->as<std::int64_t>();
  if (!number) {
    wrong_kind(key, *node, "an integer");
    return nullptr;
  }
  if (*number >= least && *number <= most) return number;
  fault(key, fmt::format("{} is out of range, must be between {} and {}", *number, least, most));
  return nullptr;
}

void Section::read(std::string_view key, milliseconds& into, milliseconds least, milliseconds most) {
  const Node* node = find(key);
  if (!node) return;
  const auto* text = node->as<std::string>();
  if (!text) return wrong_kind(key, *node, "a duration such as \"20s\" or \"500ms\"");
  const auto length = parse_duration(*text);
  if (!length)
    return fault(
        key, fmt::format("'{}' is no duration; write a whole number and ms, s, min, h or d, such as \"20s\"",
                         *text));
  if (*length < least || *length > most)
    return fault(key, fmt::format("{} is out of range, must be between {} and {}", *text,
                                  print_duration(least), print_duration(most)));
  into = *length;
}

int Section::word(std::string_view key, const std::vector<std::string_view>& words) {
  const Node* node = find(key);
  if (!node) return -1;
  const auto* text = node->as<std::string>();
  if (!text) {
    wrong_kind(key, *node, "a string");
    return -1;
  }
  const auto found = std::find(words.begin(), words.end(), *text);
  if (found != words.end()) return static_cast<int>(found - words.begin());
  fault(key, fmt::format("'{}' is not known here; write {}", *text, choice_of(words)));
  return -1;
}

Section Section::section(std::string_view key) {
  std::string name = name_.empty() ? std::string(key) : fmt::format("{}.{}", name_, key);
  const Node* node = find(key);
  if (!node) return {std::move(name), kNothing, place_, *faults_};
  if (const auto* entries = node->as<Node::Table>())
    return {std::move(name), *entries, node->place, *faults_};
  wrong_kind(key, *node, "a table");
  return {std::move(name), kNothing, node->place, *faults_};
}

void Section::finish() {
  for (const Node::Entry& entry : *entries_)
    if (std::find(known_.begin(), known_.end(), entry.key) == known_.end())
      faults_->add(entry.place, unknown_name("key", entry.key, known_));
}

std::string unknown_name(std::string_view what, std::string_view name,
                         const std::vector<std::string>& known) {
  const std::string_view near = nearest(name, known);
  if (!near.empty()) return fmt::format("unknown {} '{}'; did you mean '{}'?", what, name, near);
  return fmt::format("unknown {} '{}'; known here: {}", what, name, quoted_list(known));
}

}  // namespace bridge
