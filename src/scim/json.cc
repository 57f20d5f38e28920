#include "scim/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "scim/error.h"

namespace bridge::scim {
namespace {

constexpr std::size_t kDeepest = 64;

// Walks the text and tells how far the parser has read, which its callbacks do not say.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
  reference operator*() const { return *at_; }
  Cursor& operator++() {
    *furthest_ = ++at_;
    return *this;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }
  bool operator!=(const Cursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** furthest_;
};

// Builds the value from the parser's events and stops it at what the library itself would let pass.
class Builder {
 public:
  bool null() { return put(nullptr); }
  bool boolean(bool value) { return put(value); }
  bool number_integer(Json::number_integer_t value) { return put(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return put(value); }
  bool number_float(Json::number_float_t value, const std::string& text);
  bool string(std::string& value) { return put(std::move(value)); }
  bool binary(Json::binary_t&) { return refuse("binary data"); }
  bool key(std::string& name);
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& fault);

  Json take() { return std::move(root_); }
  const std::string& fault() const { return fault_; }

 private:
  bool refuse(std::string why);
  bool put(Json value) {
    place(std::move(value));
    return true;
  }
  Json& place(Json value);
  bool open(Json container);
  bool close();

  Json root_;
  std::vector<Json*> open_;  // Stays valid: only the innermost container grows.
  std::string key_;
  std::string fault_;
};

bool Builder::refuse(std::string why) {
  fault_ = std::move(why);
  return false;
}

Json& Builder::place(Json value) {
  if (open_.empty()) return root_ = std::move(value);
  Json& container = *open_.back();
  if (container.is_object()) return container[key_] = std::move(value);
  container.push_back(std::move(value));
  return container.back();
}

bool Builder::open(Json container) {
  if (open_.size() >= kDeepest) return refuse(fmt::format("nested deeper than {}", kDeepest));
  open_.push_back(&place(std::move(container)));
  return true;
}

bool Builder::close() {
  open_.pop_back();
  return true;
}

bool Builder::key(std::string& name) {
  if (open_.back()->contains(name)) return refuse(fmt::format("'{}' is named twice", name));
  key_ = std::move(name);
  return true;
}

// A decimal number's digits without zeros at either end, and where the point is: equal for equal values.
std::pair<std::string, long> digits_and_point(std::string_view text) {
  const std::size_t e = std::min(text.find_first_of("eE"), text.size());
  const std::string_view mantissa = text.substr(0, e);
  constexpr long kFar = 100'000'000;  // No number that fits goes there.
  long point = 0;
  if (e < text.size())
    point = std::clamp(std::strtol(std::string(text.substr(e + 1)).c_str(), nullptr, 10), -kFar, kFar);
  std::string digits;
  bool behind = false;
  for (const char c : mantissa) {
    if (c == '.') behind = true;
    if (c < '0' || c > '9') continue;
    if (!behind && !(digits.empty() && c == '0')) ++point;
    if (behind && digits.empty() && c == '0') --point;
    if (!(digits.empty() && c == '0')) digits += c;
  }
  while (digits.ends_with('0')) digits.pop_back();
  return {digits, digits.empty() ? 0 : point};
}

// Whole numbers beyond 64 bits arrive here rounded, long decimals shortened, and tiny ones as zero: all would
// be read back changed.
bool Builder::number_float(Json::number_float_t value, const std::string& text) {
  if (digits_and_point(text) != digits_and_point(to_text(value))) return refuse("a number that does not fit");
  return put(value);
}

// The library's words without its prefix and without what it read, which may be a password.
bool Builder::parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& fault) {
  if (fault.id == 406) return refuse("a number that does not fit");
  std::string_view what = fault.what();
  what = what.substr(0, what.find("; last read"));
  for (std::string_view before : {"] ", ": "})
    if (const auto at = what.find(before); at != what.npos) what.remove_prefix(at + before.size());
  return refuse(std::string(what));
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  // The library takes a NUL for the end of the text, whatever follows it.
  if (const auto nul = text.find('\0'); nul != text.npos)
    return invalid_input(fmt::format("not acceptable as JSON at byte {}: a NUL", nul), kInvalidSyntax);
  Builder builder;
  const char* furthest = text.data();
  Cursor first(text.data(), &furthest), last(text.data() + text.size(), &furthest);
  if (Json::sax_parse(first, last, &builder)) return builder.take();
  return invalid_input(
      fmt::format("not acceptable as JSON at byte {}: {}", furthest - text.data(), builder.fault()),
      kInvalidSyntax);
}

std::string to_text(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

}  // namespace bridge::scim
