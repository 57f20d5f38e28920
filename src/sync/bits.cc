#include "sync/bits.h"

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>

namespace bridge::sync {
namespace {

using ldap::AttributeName;
using ldap::Attributes;
using ldap::Values;
using ldap::values_of;

std::uint32_t with_bits(std::uint32_t number, const mapping::Bits& bits) {
  return (number | bits.set) & ~bits.clear;
}

std::optional<std::uint32_t> number_in(const Attributes& attributes, const AttributeName& name) {
  const Values& values = values_of(attributes, name);
  std::int64_t number = 0;  // Directories keep these as signed numbers.
  if (values.empty()) return std::nullopt;
  const std::string& text = values.front();
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return static_cast<std::uint32_t>(number);
}

// Directories keep these as signed numbers.
std::string text_of(std::uint32_t number) { return std::to_string(static_cast<std::int32_t>(number)); }

}  // namespace

void set_bits(Attributes& attributes, const std::map<AttributeName, mapping::Bits>& bits) {
  for (const auto& [name, one] : bits)
    attributes[name] = {text_of(with_bits(number_in(attributes, name).value_or(0), one))};
}

ValueChange change_of_bits(const Attributes& actual, const AttributeName& name, const mapping::Bits& bits) {
  const auto number = number_in(actual, name);
  const std::uint32_t changed = with_bits(number.value_or(0), bits);
  if (number == changed) return {};
  return {number ? values_of(actual, name) : Values(), {text_of(changed)}};
}

mapping::Bits undoing(const mapping::Bits& bits, const Attributes& saved, const AttributeName& name) {
  const std::uint32_t before = number_in(saved, name).value_or(0);
  return {bits.clear & before, bits.set & ~before};
}

}  // namespace bridge::sync
