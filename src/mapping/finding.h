#pragma once

#include <string>
#include <vector>

#include "base/document.h"

namespace bridge::mapping {

// Something that a check found out about a mapping file and a directory.
struct Finding {
  enum class Severity {
    error,    // It cannot work.
    warning,  // It works, but not always, not for long, or not fast.
    note,     // Good to know.
  };
  Severity severity = Severity::error;
  Place place;          // In the mapping file.
  std::string subject;  // What it is about, as written there: "telephonNumber".
  std::string message;  // What is wrong and what to write instead.
};
using Findings = std::vector<Finding>;

// Where a value stands in a file: place_in(document, {"users", "object_class", "1"}), a list's element by its
// number. Of what is not there, where the nearest table or list around it stands.
Place place_in(const Node& document, const std::vector<std::string>& path);

}  // namespace bridge::mapping
