#include "ldap/controls.h"

#include <memory>

#include "ldap/sync_messages.h"

namespace bridge::ldap {
namespace {

// The first value of an attribute in a SearchResultEntry (RFC 4511 section 4.5.2).
std::string first_value(std::string_view entry, const AttributeName& wanted) {
  berval encoded = borrow(entry);
  const OwnBer ber(ber_init(&encoded));
  berval dn{};
  ber_len_t length = 0;
  char* end = nullptr;
  if (ber == nullptr || ber_scanf(ber.get(), "{m", &dn) == LBER_ERROR) return "";
  for (ber_tag_t tag = ber_first_element(ber.get(), &length, &end); tag == LBER_SEQUENCE;
       tag = ber_next_element(ber.get(), &length, end)) {
    berval attribute{};
    BerVarray values = nullptr;
    if (ber_scanf(ber.get(), "{m[W]}", &attribute, &values) == LBER_ERROR) return "";
    const std::unique_ptr<berval, decltype(&ber_bvarray_free)> owned(values, ber_bvarray_free);
    if (values != nullptr && AttributeName(std::string(view(attribute))) == wanted)
      return std::string(view(values[0]));
  }
  return "";
}

}  // namespace

void Controls::put(const char* oid, bool critical, std::string_view value) {
  Held& held = held_.emplace_back(Held{oid, std::string(value), {}});
  held.control = {held.oid.data(), value.empty() ? berval{} : borrow(held.value),
                  static_cast<char>(critical ? 1 : 0)};
}

int Controls::assertion(LDAP* handle, const Filter& filter) {
  berval value{};
  std::string text = filter.text();
  const int code = ldap_create_assertion_control_value(handle, text.data(), &value);
  const LdapText owner(value.bv_val);
  if (code == LDAP_SUCCESS) put(LDAP_CONTROL_ASSERT, true, view(value));
  return code;
}

int Controls::page(LDAP* handle, int size, std::string_view cookie) {
  berval value{};
  berval borrowed = borrow(cookie);
  const int code = ldap_create_page_control_value(handle, size, &borrowed, &value);
  const LdapText owner(value.bv_val);
  if (code == LDAP_SUCCESS) put(LDAP_CONTROL_PAGEDRESULTS, true, view(value));
  return code;
}

int Controls::post_read(const std::vector<std::string>& attributes) {
  const OwnBer ber(ber_alloc_t(LBER_USE_DER));
  berval value{};
  if (ber == nullptr || ber_printf(ber.get(), "{") == -1) return LDAP_ENCODING_ERROR;
  for (const auto& attribute : attributes)
    if (ber_printf(ber.get(), "s", attribute.c_str()) == -1) return LDAP_ENCODING_ERROR;
  if (ber_printf(ber.get(), "}") == -1 || ber_flatten2(ber.get(), &value, 0) == -1)
    return LDAP_ENCODING_ERROR;
  put(LDAP_CONTROL_POST_READ, false, view(value));
  return LDAP_SUCCESS;
}

int Controls::sync(std::string_view cookie) {
  const std::string value = sync_request(cookie);
  if (value.empty()) return LDAP_ENCODING_ERROR;
  put(LDAP_CONTROL_SYNC, true, value);
  return LDAP_SUCCESS;
}

LDAPControl** Controls::get() {
  if (held_.empty()) return nullptr;
  table_.clear();
  for (Held& held : held_) table_.push_back(&held.control);
  table_.push_back(nullptr);
  return table_.data();
}

std::string page_cookie(const Connection& connection, const Reply& reply) {
  LDAPControl* control = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, reply.controls.get(), nullptr);
  if (control == nullptr) return "";
  ber_int_t estimate = 0;
  berval cookie{};
  ldap_parse_pageresponse_control(connection.handle(), control, &estimate, &cookie);
  const LdapText owner(cookie.bv_val);
  return std::string(view(cookie));
}

std::string post_read_value(const Reply& reply, const AttributeName& attribute) {
  LDAPControl* control = ldap_control_find(LDAP_CONTROL_POST_READ, reply.controls.get(), nullptr);
  return control == nullptr ? "" : first_value(view(control->ldctl_value), attribute);
}

}  // namespace bridge::ldap
