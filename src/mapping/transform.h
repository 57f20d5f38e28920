#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "mapping/unusable.h"

namespace bridge::mapping {

// Changes values. Pure and total: any texts give texts, the same ones each time. Any thread.
struct Transform {
  using Texts = std::vector<std::string>;

  std::string text;  // As written: "before:@"; "map" for a lookup.
  // Leaves out values of which nothing is left; those it cannot make sense of are added to `unusable`.
  std::function<Texts(Texts values, Unusables& unusable)> apply;
  std::size_t most = 0;                        // Of `max`: the length it allows, in characters.
  std::map<std::string, std::string> table{};  // Of a lookup.
};

// "lower", "before:@", "replace:OLD:NEW": a name and its arguments. A backslash takes the special meaning
// from the character behind it. Fails with invalid_input that says what to write.
Result<Transform> parse_transform(std::string_view call);

std::vector<std::string> transform_names();

// Looks the value up; "*" stands for everything else. A value found nowhere is left out.
Transform make_lookup(std::map<std::string, std::string> table);

}  // namespace bridge::mapping
