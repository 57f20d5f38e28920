#include "ldap/entry_reader.h"

#include <algorithm>

#include "ldap/guid.h"

namespace bridge::ldap {
namespace {

Values copy_values(berval* values) {
  Values copy;
  for (const berval* at = values; at != nullptr && at->bv_val != nullptr; ++at) copy.emplace_back(view(*at));
  return copy;
}

}  // namespace

Outcome<Entry> read_entry(LDAP* handle, LDAPMessage* message) {
  BerElement* raw = nullptr;
  berval name{};
  const int code = ldap_get_dn_ber(handle, message, &raw, &name);
  const BorrowedBer ber(raw);
  if (code != LDAP_SUCCESS) return make_failure(code, "reading an entry's name", "");
  auto dn = Dn::parse(view(name));
  if (!dn) return make_failure(LDAP_DECODING_ERROR, "reading an entry's name", dn.error().message);

  Entry entry{*std::move(dn), {}};
  for (;;) {
    berval attribute{};
    berval* values = nullptr;
    const int outcome = ldap_get_attribute_ber(handle, message, ber.get(), &attribute, &values);
    const std::unique_ptr<berval, FreeMemory> owner(values);
    if (outcome != LDAP_SUCCESS) return make_failure(outcome, "reading '" + entry.dn.text() + "'", "");
    if (attribute.bv_val == nullptr) return entry;
    const AttributeName type{std::string(view(attribute))};
    Values& copy = entry.attributes[type] = copy_values(values);
    if (holds_guid(type)) std::transform(copy.begin(), copy.end(), copy.begin(), guid_to_text);
  }
}

}  // namespace bridge::ldap
