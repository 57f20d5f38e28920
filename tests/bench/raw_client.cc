#include "bench/raw_client.h"

#include <ldap.h>

#include <stdexcept>

namespace bridge::testing {
namespace {

berval borrow(const std::string& text) { return {text.size(), const_cast<char*>(text.data())}; }

// What libldap wants to be given: arrays of pointers that end with a null.
class Values {
 public:
  explicit Values(const std::vector<std::string>& values) {
    for (const auto& value : values) bytes_.push_back(borrow(value));
    for (auto& each : bytes_) pointers_.push_back(&each);
    pointers_.push_back(nullptr);
  }
  berval** data() { return pointers_.data(); }

 private:
  std::vector<berval> bytes_;
  std::vector<berval*> pointers_;
};

struct FreeMessage {
  void operator()(LDAPMessage* message) const noexcept { ldap_msgfree(message); }
};
using Message = std::unique_ptr<LDAPMessage, FreeMessage>;

}  // namespace

void RawClient::Close::operator()(ldap* handle) const noexcept { ldap_unbind_ext(handle, nullptr, nullptr); }

void RawClient::expect(int code, std::string_view doing) {
  if (code != LDAP_SUCCESS) throw std::runtime_error(std::string(doing) + ": " + ldap_err2string(code));
}

RawClient::RawClient(const std::string& uri, const std::string& name, const std::string& password) {
  LDAP* raw = nullptr;
  expect(ldap_initialize(&raw, uri.c_str()), uri);
  handle_.reset(raw);
  const int version = LDAP_VERSION3;
  ldap_set_option(raw, LDAP_OPT_PROTOCOL_VERSION, &version);
  berval credentials = borrow(password);
  expect(ldap_sasl_bind_s(raw, name.c_str(), LDAP_SASL_SIMPLE, &credentials, nullptr, nullptr, nullptr),
         "bind");
}

void RawClient::add(const std::string& dn, const Attributes& attributes) {
  std::vector<std::pair<const char*, std::vector<std::string>>> grouped;
  for (const auto& [name, value] : attributes) {
    if (grouped.empty() || grouped.back().first != name) grouped.push_back({name.c_str(), {}});
    grouped.back().second.push_back(value);
  }
  std::vector<Values> values;
  std::vector<LDAPMod> changes;
  values.reserve(grouped.size());
  for (const auto& [name, list] : grouped) {
    values.emplace_back(list);
    LDAPMod change{};
    change.mod_op = LDAP_MOD_ADD | LDAP_MOD_BVALUES;
    change.mod_type = const_cast<char*>(name);
    change.mod_bvalues = values.back().data();
    changes.push_back(change);
  }
  std::vector<LDAPMod*> pointers;
  for (auto& change : changes) pointers.push_back(&change);
  pointers.push_back(nullptr);
  expect(ldap_add_ext_s(handle_.get(), dn.c_str(), pointers.data(), nullptr, nullptr), dn);
}

void RawClient::replace(const std::string& dn, const std::string& attribute, const std::string& value) {
  Values values({value});
  LDAPMod change{};
  change.mod_op = LDAP_MOD_REPLACE | LDAP_MOD_BVALUES;
  change.mod_type = const_cast<char*>(attribute.c_str());
  change.mod_bvalues = values.data();
  LDAPMod* changes[] = {&change, nullptr};
  expect(ldap_modify_ext_s(handle_.get(), dn.c_str(), changes, nullptr, nullptr), dn);
}

void RawClient::add_values(const std::string& dn, const std::string& attribute,
                           const std::vector<std::string>& added) {
  Values values(added);
  LDAPMod change{};
  change.mod_op = LDAP_MOD_ADD | LDAP_MOD_BVALUES;
  change.mod_type = const_cast<char*>(attribute.c_str());
  change.mod_bvalues = values.data();
  LDAPMod* changes[] = {&change, nullptr};
  expect(ldap_modify_ext_s(handle_.get(), dn.c_str(), changes, nullptr, nullptr), dn);
}

void RawClient::remove(const std::string& dn) {
  expect(ldap_delete_ext_s(handle_.get(), dn.c_str(), nullptr, nullptr), dn);
}

int RawClient::read(const std::string& dn) { return search(dn, LDAP_SCOPE_BASE, "(objectClass=*)"); }

int RawClient::find(const std::string& base, const std::string& filter) {
  return search(base, LDAP_SCOPE_ONELEVEL, filter);
}

int RawClient::search(const std::string& base, int scope, const std::string& filter) {
  LDAPMessage* raw = nullptr;
  const int code = ldap_search_ext_s(handle_.get(), base.c_str(), scope, filter.c_str(), nullptr, 0, nullptr,
                                     nullptr, nullptr, LDAP_NO_LIMIT, &raw);
  const Message found(raw);
  expect(code, base + " " + filter);
  return ldap_count_entries(handle_.get(), found.get());
}

int RawClient::walk(const std::string& base, const std::vector<std::string>& attributes, int page_size) {
  std::vector<char*> names;
  for (const auto& name : attributes) names.push_back(const_cast<char*>(name.c_str()));
  names.push_back(nullptr);
  int seen = 0;
  berval cookie{0, nullptr};
  do {
    LDAPControl* page = nullptr;
    expect(ldap_create_page_control(handle_.get(), page_size, &cookie, 1, &page), "page control");
    LDAPControl* controls[] = {page, nullptr};
    LDAPMessage* raw = nullptr;
    const int code = ldap_search_ext_s(handle_.get(), base.c_str(), LDAP_SCOPE_SUBTREE, "(objectClass=*)",
                                       names.data(), 0, controls, nullptr, nullptr, LDAP_NO_LIMIT, &raw);
    ldap_control_free(page);
    const Message found(raw);
    expect(code, base);
    seen += ldap_count_entries(handle_.get(), found.get());
    LDAPControl** answered = nullptr;
    expect(ldap_parse_result(handle_.get(), found.get(), nullptr, nullptr, nullptr, nullptr, &answered, 0),
           base);
    ber_memfree(cookie.bv_val);
    cookie = {0, nullptr};
    ber_int_t estimate = 0;
    LDAPControl* next = ldap_control_find(LDAP_CONTROL_PAGEDRESULTS, answered, nullptr);
    if (next) expect(ldap_parse_pageresponse_control(handle_.get(), next, &estimate, &cookie), base);
    ldap_controls_free(answered);
  } while (cookie.bv_len > 0);
  ber_memfree(cookie.bv_val);
  return seen;
}

}  // namespace bridge::testing
