#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace bridge::testing {

// Words that stand for something else: "${jo}" in any string and any key of a JSON value.
using Words = std::map<std::string, std::string>;

// The text with every "${word}" replaced. Throws for a word that nobody has given a meaning.
std::string fill_in(const std::string& text, const Words& words);
nlohmann::json fill_in(const nlohmann::json& value, const Words& words);

// What keeps `actual` from being as expected, one fault a line with the JSON pointer to it; empty when it is.
//   - Of an object, only the members that are named must be there.
//   - A list must have as many elements, each as expected; but ["${among others}", a, b] only wants that some
//     elements are like a and b, in any order.
//   - "${any}" is anything but null and nothing; "${absent}" is nothing at all.
std::string difference(const nlohmann::json& expected, const nlohmann::json& actual);

}  // namespace bridge::testing
