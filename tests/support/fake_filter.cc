#include "support/fake_filter.h"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace bridge::testing {
namespace {

class Evaluator {
 public:
  Evaluator(std::string_view text, const ldap::Entry& entry) : rest_(text), entry_(entry) {}

  bool evaluate() {
    take('(');
    const bool holds = rest_.front() == '&' || rest_.front() == '|' ? many() : one();
    take(')');
    return holds;
  }

 private:
  bool many() {
    const bool all = rest_.front() == '&';
    rest_.remove_prefix(1);
    bool holds = all;
    while (rest_.starts_with('(')) {
      const bool next = evaluate();
      holds = all ? holds && next : holds || next;
    }
    return holds;
  }

  bool one() {
    const std::string name(until('='));
    take('=');
    const std::string_view value = until(')');
    const auto found = entry_.attributes.find(name);
    if (found == entry_.attributes.end()) return false;
    const std::string wanted = unescaped(value);
    return value == "*" || std::any_of(found->second.begin(), found->second.end(),
                                       [&](const std::string& held) { return same_value(held, wanted); });
  }

  static std::string unescaped(std::string_view text) {
    std::string raw;
    for (; !text.empty(); text.remove_prefix(1)) {
      raw.push_back(text.front());
      if (text.front() != '\\') continue;
      raw.back() = static_cast<char>(std::stoi(std::string(text.substr(1, 2)), nullptr, 16));
      text.remove_prefix(2);
    }
    return raw;
  }

  std::string_view until(char end) {
    const auto part = rest_.substr(0, rest_.find(end));
    rest_.remove_prefix(part.size());
    return part;
  }

  void take(char expected) {
    if (!rest_.starts_with(expected)) throw std::invalid_argument("filter: " + std::string(rest_));
    rest_.remove_prefix(1);
  }

  std::string_view rest_;
  const ldap::Entry& entry_;
};

}  // namespace

bool same_value(std::string_view a, std::string_view b) {
  if (a == b) return true;
  if (a.find('=') == std::string_view::npos || b.find('=') == std::string_view::npos) return false;
  const auto left = ldap::Dn::parse(a), right = ldap::Dn::parse(b);
  return left && right && *left == *right;
}

bool matches(const ldap::Filter& filter, const ldap::Entry& entry) {
  return Evaluator(filter.text(), entry).evaluate();
}

}  // namespace bridge::testing
