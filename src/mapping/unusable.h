#pragma once

#include <string>
#include <vector>

namespace bridge::mapping {

// A value that a rule cannot make anything of.
struct Unusable {
  std::string value;
  std::string problem;  // "is not a single value"

  bool operator==(const Unusable&) const = default;
};
using Unusables = std::vector<Unusable>;

}  // namespace bridge::mapping
