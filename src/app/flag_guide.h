#pragma once

#include <string_view>

namespace bridge::app {

// What a kind of flag means to an operator.
struct FlagGuide {
  std::string_view kind;
  std::string_view title;     // "Groups inside groups"
  std::string_view remedy;    // What to do, a sentence or two.
  bool personal = true;       // Its details may name people.
  bool just_to_know = false;  // Nothing has to be done.
};

// Of a kind that is not listed, a guide that says where to read on. Nested groups have the first rank, 0.
const FlagGuide& guide_to(std::string_view kind);
int rank_of(std::string_view kind);

}  // namespace bridge::app
