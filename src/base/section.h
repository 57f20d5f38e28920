#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/document.h"

namespace bridge {

// Reads one table of a document key by key; what is wrong goes to Faults, so that one run finds everything.
// A key that is not there leaves the variable as it was: defaults stand where the variables are declared.
//   Section scim = root.section("scim");
//   scim.read("listen", config.listen);
//   scim.read("workers", config.workers, 1, 256);
//   scim.finish();
// The document must outlive it. One thread at a time.
class Section {
 public:
  Section(const Node& table, Faults& faults);  // A node that is no table is a fault and reads as empty.

  void read(std::string_view key, std::string& into);
  void read(std::string_view key, bool& into);
  void read(std::string_view key, std::vector<std::string>& into);

  template <std::integral Int>
  void read(std::string_view key, Int& into, std::type_identity_t<Int> least,
            std::type_identity_t<Int> most) {
    read_integer(key, into, static_cast<std::int64_t>(least), static_cast<std::int64_t>(most));
  }

  // "500ms", "20s", "5min", "2h", "30d": always with the unit.
  void read(std::string_view key, std::chrono::milliseconds& into, std::chrono::milliseconds least,
            std::chrono::milliseconds most);

  // One word out of a few.
  template <class Meaning>
  using Words = std::initializer_list<std::pair<std::string_view, Meaning>>;
  template <class Meaning>
  void read(std::string_view key, Meaning& into, Words<std::type_identity_t<Meaning>> words);

  // A table below this one; empty when it is not there.
  Section section(std::string_view key);

  const Node* find(std::string_view key);  // Or null.
  const Node* require(std::string_view key,
                      std::string_view example);  // Null is a fault that shows the example.

  // Reports the keys that nobody has asked for.
  void finish();

  void fault(std::string_view key, std::string_view problem);  // At the key's value, or else at the table.
  void wrong_kind(std::string_view key, const Node& node, std::string_view wanted);
  Place place_of(std::string_view key) const;
  const Place& place() const { return place_; }
  bool has(std::string_view key) const { return lookup(key) != nullptr; }
  const Node::Table& entries() const { return *entries_; }
  Faults& faults() { return *faults_; }

 private:
  Section(std::string name, const Node::Table& entries, const Place& place, Faults& faults);

  const Node::Entry* lookup(std::string_view key) const;
  template <class Int>
  void read_integer(std::string_view key, Int& into, std::int64_t least, std::int64_t most) {
    if (const auto number = integer(key, least, most)) into = static_cast<Int>(*number);
  }
  const std::int64_t* integer(std::string_view key, std::int64_t least, std::int64_t most);
  // The index of the word that stands there, or -1.
  int word(std::string_view key, const std::vector<std::string_view>& words);

  std::string name_;  // "ldap", "groups.members"; empty at the top.
  const Node::Table* entries_;
  Place place_;
  Faults* faults_;
  std::vector<std::string> known_;
};

template <class Meaning>
void Section::read(std::string_view key, Meaning& into, Words<std::type_identity_t<Meaning>> words) {
  std::vector<std::string_view> spellings;
  for (const auto& [spelling, meaning] : words) spellings.push_back(spelling);
  if (const int index = word(key, spellings); index >= 0) into = (words.begin() + index)->second;
}

// "unknown key 'bind_nd'; did you mean 'bind_dn'?", or else what is known. For every place where a person
// may mistype a name.
std::string unknown_name(std::string_view what, std::string_view name, const std::vector<std::string>& known);

}  // namespace bridge
