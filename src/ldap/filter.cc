#include "ldap/filter.h"

#include <stdexcept>

#include "ldap/guid.h"
#include "ldap/handles.h"

namespace bridge::ldap {
namespace {

std::string escaped(std::string_view value) {
  if (value.empty()) return "";
  berval raw = borrow(value);
  berval safe{};
  if (ldap_bv2escaped_filter_value(&raw, &safe) != 0) throw std::bad_alloc();  // Its only failure.
  const LdapText owner(safe.bv_val);
  return std::string(view(safe));
}

std::string joined(char op, const std::vector<Filter>& filters) {
  std::string text{'(', op};
  for (const Filter& filter : filters) text += filter.text();
  return text + ")";
}

}  // namespace

Filter Filter::present(const AttributeName& attribute) { return Filter("(" + attribute.text() + "=*)"); }

Filter Filter::equals(const AttributeName& attribute, std::string_view value) {
  const std::string asserted = holds_guid(attribute) ? guid_to_bytes(value) : std::string(value);
  return Filter("(" + attribute.text() + "=" + escaped(asserted) + ")");
}

Filter Filter::all_of(const std::vector<Filter>& filters) { return Filter(joined('&', filters)); }

Filter Filter::any_of(const std::vector<Filter>& filters) { return Filter(joined('|', filters)); }

}  // namespace bridge::ldap
