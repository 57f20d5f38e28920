#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace bridge {

// Where something stands in a file a person wrote.
struct Place {
  std::shared_ptr<const std::string> file;  // As the reader was told to call it.
  unsigned line = 0;                        // From 1, as is the column.
  unsigned column = 0;

  std::string text() const;  // "config.toml:12:8"
};

// What is wrong with a file: all of it, not only the first thing found. One thread at a time.
class Faults {
 public:
  void add(const Place& place, std::string message);
  bool empty() const { return found_.empty(); }

  // invalid_input with one "file:line:column: message" a line, in the order of the file.
  Error to_error() const;

 private:
  struct Fault {
    Place place;
    std::string message;
  };
  std::vector<Fault> found_;
};

// A value of a TOML file (toml.io, version 1.0) that knows its place. A plain tree: copy it, compare its
// parts, read it from any thread. Section (section.h) is the comfortable way to read a table.
struct Node {
  struct Entry;
  using List = std::vector<Node>;
  using Table = std::vector<Entry>;  // In the order of the file; keys are unique.
  struct Moment {};                  // A date or a time. Nothing here takes one.

  Place place;
  std::variant<std::string, std::int64_t, double, bool, Moment, List, Table> value;

  template <class T>
  const T* as() const {
    return std::get_if<T>(&value);
  }
  std::string_view kind() const;  // "a string", "an integer", …
};

struct Node::Entry {
  std::string key;
  Place place;  // Of the key.
  Node value;
};

// The whole file as one table. Fails with invalid_input that says at which line and column and what is wrong;
// `file_name` is only what messages call the text.
Result<Node> parse_document(std::string_view text, const std::string& file_name);

// Fails with invalid_input also when the file cannot be read.
Result<Node> read_document(const std::string& file);

}  // namespace bridge
