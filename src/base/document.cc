#include "base/document.h"

#include <fmt/core.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <tuple>

#include "base/overloaded.h"

namespace bridge {
namespace {

using FileName = std::shared_ptr<const std::string>;
constexpr int kDeepest = 64;

Place place_of(const toml::source_region& region, const FileName& file) {
  return {file, region.begin.line, region.begin.column};
}

// toml++ says "Error while parsing key-value pair: expected '='".
std::string message_of(const toml::parse_error& error) {
  constexpr std::string_view kOpening = "Error while parsing ";
  std::string_view said = error.description();
  if (said.starts_with(kOpening)) said.remove_prefix(kOpening.size());
  const bool unquoted = said.find("could not determine value type") != std::string_view::npos;
  return fmt::format("no valid TOML: {}{}", said, unquoted ? "; text needs quotes around it" : "");
}

// Turns toml++'s tree into ours. Tables come sorted by key and are put back into the order of the file.
class Converter {
 public:
  Converter(const FileName& file, Faults& faults) : file_(file), faults_(faults) {}

  Node convert(const toml::node& from, int depth) {
    Node node{place_of(from.source(), file_), Node::Moment{}};
    if (depth > kDeepest) {
      faults_.add(node.place, "too many tables inside each other");
      return node;
    }
    if (const auto* text = from.as_string())
      node.value = text->get();
    else if (const auto* integer = from.as_integer())
      node.value = integer->get();
    else if (const auto* number = from.as_floating_point())
      node.value = number->get();
    else if (const auto* truth = from.as_boolean())
      node.value = truth->get();
    else if (const auto* array = from.as_array())
      node.value = list(*array, depth);
    else if (const auto* entries = from.as_table())
      node.value = table(*entries, depth);
    return node;
  }

 private:
  Node::List list(const toml::array& array, int depth) {
    Node::List nodes;
    for (const toml::node& element : array) nodes.push_back(convert(element, depth + 1));
    return nodes;
  }

  Node::Table table(const toml::table& entries, int depth) {
    Node::Table nodes;
    for (const auto& [key, value] : entries)
      nodes.push_back({std::string(key.str()), place_of(key.source(), file_), convert(value, depth + 1)});
    std::stable_sort(nodes.begin(), nodes.end(), [](const Node::Entry& a, const Node::Entry& b) {
      return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
    });
    return nodes;
  }

  const FileName& file_;
  Faults& faults_;
};

}  // namespace

std::string Place::text() const { return fmt::format("{}:{}:{}", file ? *file : "", line, column); }

void Faults::add(const Place& place, std::string message) { found_.push_back({place, std::move(message)}); }

Error Faults::to_error() const {
  auto sorted = found_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Fault& a, const Fault& b) {
    return std::tie(a.place.line, a.place.column) < std::tie(b.place.line, b.place.column);
  });
  std::string lines;
  for (const Fault& fault : sorted)
    lines += fmt::format("{}{}: {}", lines.empty() ? "" : "\n", fault.place.text(), fault.message);
  return invalid_input(std::move(lines));
}

std::string_view Node::kind() const {
  return std::visit(overloaded{
                        [](const std::string&) { return "a string"; },
                        [](std::int64_t) { return "an integer"; },
                        [](double) { return "a number with a fraction"; },
                        [](bool) { return "a boolean"; },
                        [](const Moment&) { return "a date or time"; },
                        [](const List&) { return "a list"; },
                        [](const Table&) { return "a table"; },
                    },
                    value);
}

Result<Node> parse_document(std::string_view text, const std::string& file_name) {
  const auto file = std::make_shared<const std::string>(file_name);
  Faults faults;
  try {
    Node root = Converter(file, faults).convert(toml::parse(text, file_name), 0);
    root.place = {file, 1, 1};
    if (faults.empty()) return root;
  } catch (const toml::parse_error& error) {
    faults.add(place_of(error.source(), file), message_of(error));
  }
  return faults.to_error();
}

Result<Node> read_document(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text;
  std::array<char, 16384> piece{};
  while (stream.read(piece.data(), piece.size()) || stream.gcount() > 0)
    text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
  if (!stream.eof()) return invalid_input(fmt::format("{}: cannot be read: {}", file, std::strerror(errno)));
  return parse_document(text, file);
}

}  // namespace bridge
