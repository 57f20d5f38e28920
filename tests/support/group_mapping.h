#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "support/slapd_process.h"

namespace bridge::testing {

// One way of writing groups, as a mapping file and a server that takes it.
struct GroupMapping {
  enum class Empty { nothing, placeholder, defer };

  std::string name;  // Of the test.
  std::vector<std::string> object_class;
  std::vector<std::pair<std::string, std::string>> write;  // Attribute, and "dn" or the person's attribute.
  Empty empty = Empty::nothing;
  std::string nested = "flag";
  bool drop = false;
  std::vector<std::string> overlays{};
  bool moves = false;  // The disabled stand below kDisabled.

  static constexpr char kDisabled[] = "ou=disabled,dc=example,dc=org";

  SlapdOptions slapd() const;
  std::string write_to(const std::string& file) const;  // Returns the file.
};

void PrintTo(const GroupMapping& mapping, std::ostream* out);

// Every strategy and every way with nested groups, on servers with and without overlays that change groups
// themselves.
std::vector<GroupMapping> group_mappings();

}  // namespace bridge::testing
