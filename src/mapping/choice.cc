#include "mapping/choice.h"

#include "base/characters.h"

namespace bridge::mapping {

std::string Choice::candidate(int n) const {
  if (n <= 1) return wish;
  const std::string suffix = std::to_string(n);
  if (max_length == 0) return wish + suffix;
  return first_characters(wish, max_length > suffix.size() ? max_length - suffix.size() : 0) + suffix;
}

}  // namespace bridge::mapping
