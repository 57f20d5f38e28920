#include "support/json_expectation.h"

#include <algorithm>
#include <stdexcept>

namespace bridge::testing {
namespace {

using nlohmann::json;

constexpr char kAny[] = "${any}";
constexpr char kAbsent[] = "${absent}";
constexpr char kAmongOthers[] = "${among others}";

const Words& own_words() {
  static const Words words{{"any", kAny}, {"absent", kAbsent}, {"among others", kAmongOthers}};
  return words;
}

std::string compare(const json& expected, const json* actual, const std::string& place);

std::string fault(const std::string& place, const json& expected, const json* actual) {
  return (place.empty() ? "the whole" : place) + ": expected " + expected.dump() + ", not " +
         (actual ? actual->dump() : "nothing") + "\n";
}

std::string compare_members(const json& expected, const json& actual, const std::string& place) {
  std::string faults;
  for (const auto& [key, value] : expected.items()) {
    const auto found = actual.find(key);
    faults += compare(value, found == actual.end() ? nullptr : &*found, place + "/" + key);
  }
  return faults;
}

std::string compare_some(const json& expected, const json& actual, const std::string& place) {
  std::string faults;
  for (auto wanted = std::next(expected.begin()); wanted != expected.end(); ++wanted) {
    const bool found = std::any_of(actual.begin(), actual.end(),
                                   [&](const json& one) { return compare(*wanted, &one, "").empty(); });
    if (!found) faults += fault(place + "/*", *wanted, &actual);
  }
  return faults;
}

std::string compare_elements(const json& expected, const json& actual, const std::string& place) {
  if (!expected.empty() && expected[0] == kAmongOthers) return compare_some(expected, actual, place);
  if (expected.size() != actual.size()) return fault(place, expected, &actual);
  std::string faults;
  for (std::size_t i = 0; i < expected.size(); ++i)
    faults += compare(expected[i], &actual[i], place + "/" + std::to_string(i));
  return faults;
}

std::string compare(const json& expected, const json* actual, const std::string& place) {
  if (expected == kAbsent) return actual == nullptr ? "" : fault(place, expected, actual);
  if (actual == nullptr) return fault(place, expected, actual);
  if (expected == kAny) return actual->is_null() ? fault(place, expected, actual) : "";
  if (expected.is_object() && actual->is_object()) return compare_members(expected, *actual, place);
  if (expected.is_array() && actual->is_array()) return compare_elements(expected, *actual, place);
  return expected == *actual ? "" : fault(place, expected, actual);
}

}  // namespace

std::string fill_in(const std::string& text, const Words& words) {
  std::string filled;
  std::size_t at = 0;
  for (std::size_t begin; (begin = text.find("${", at)) != text.npos;) {
    const std::size_t end = text.find('}', begin);
    if (end == text.npos) throw std::runtime_error("'${' without '}' in: " + text);
    const std::string word = text.substr(begin + 2, end - begin - 2);
    const auto found = words.find(word);
    const auto own = own_words().find(word);
    if (found == words.end() && own == own_words().end())
      throw std::runtime_error("nothing is known as '" + word + "' in: " + text);
    filled += text.substr(at, begin - at) + (found == words.end() ? own->second : found->second);
    at = end + 1;
  }
  return filled + text.substr(at);
}

json fill_in(const json& value, const Words& words) {
  if (value.is_string()) return fill_in(value.get_ref<const std::string&>(), words);
  if (!value.is_structured()) return value;
  json filled = value.is_array() ? json::array() : json::object();
  for (const auto& [key, part] : value.items()) {
    if (value.is_array())
      filled.push_back(fill_in(part, words));
    else
      filled[fill_in(key, words)] = fill_in(part, words);
  }
  return filled;
}

std::string difference(const json& expected, const json& actual) { return compare(expected, &actual, ""); }

}  // namespace bridge::testing
