#include "ldap/sync_messages.h"

namespace bridge::ldap {
namespace {

constexpr std::size_t kUuidBytes = 16;

// RFC 4122 section 3.
std::string uuid_to_text(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  if (bytes.size() != kUuidBytes) return "";
  std::string text;
  for (std::size_t i = 0; i < kUuidBytes; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
    const auto byte = static_cast<unsigned char>(bytes[i]);
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

// The optional cookie at the beginning of what is left.
std::string take_cookie(BerElement* ber) {
  ber_len_t length = 0;
  berval cookie{};
  if (ber_peek_tag(ber, &length) != LDAP_TAG_SYNC_COOKIE) return "";
  if (ber_scanf(ber, "m", &cookie) == LBER_ERROR) return "";
  return std::string(view(cookie));
}

bool take_flag(BerElement* ber, ber_tag_t tag, bool otherwise) {
  ber_len_t length = 0;
  ber_int_t flag = 0;
  if (ber_peek_tag(ber, &length) != tag || ber_scanf(ber, "b", &flag) == LBER_ERROR) return otherwise;
  return flag != 0;
}

void take_ids(BerElement* ber, std::vector<std::string>& into) {
  ber_len_t length = 0;
  char* end = nullptr;
  for (ber_tag_t tag = ber_first_element(ber, &length, &end); tag != LBER_DEFAULT && tag != LBER_ERROR;
       tag = ber_next_element(ber, &length, end)) {
    berval id{};
    if (ber_scanf(ber, "m", &id) == LBER_ERROR) return;
    into.push_back(uuid_to_text(view(id)));
  }
}

SyncInfo read_info(BerElement* ber) {
  SyncInfo info;
  ber_len_t length = 0;
  const ber_tag_t kind = ber_peek_tag(ber, &length);
  if (kind == LDAP_TAG_SYNC_NEW_COOKIE) {
    berval cookie{};
    ber_tag_t tag = 0;
    if (ber_scanf(ber, "tm", &tag, &cookie) != LBER_ERROR) info.cookie = view(cookie);
    return info;
  }
  ber_tag_t tag = 0;
  if (ber_scanf(ber, "t{", &tag) == LBER_ERROR) return info;
  info.cookie = take_cookie(ber);
  info.names_the_present = kind == LDAP_TAG_SYNC_REFRESH_PRESENT;
  if (kind != LDAP_TAG_SYNC_ID_SET) return info;
  info.names_the_present = !take_flag(ber, LDAP_TAG_REFRESHDELETES, false);
  if (!info.names_the_present) take_ids(ber, info.gone);
  return info;
}

}  // namespace

std::string sync_request(std::string_view cookie) {
  const OwnBer ber(ber_alloc_t(LBER_USE_DER));
  berval borrowed = borrow(cookie);
  berval value{};
  if (ber == nullptr || ber_printf(ber.get(), "{e", LDAP_SYNC_REFRESH_AND_PERSIST) == -1) return "";
  if (!cookie.empty() && ber_printf(ber.get(), "O", &borrowed) == -1) return "";
  // The hint: say that all must be read anew rather than send it.
  if (ber_printf(ber.get(), "bN}", 1) == -1 || ber_flatten2(ber.get(), &value, 0) == -1) return "";
  return std::string(view(value));
}

std::optional<SyncState> sync_state_of(LDAP* handle, LDAPMessage* message) {
  LDAPControl** raw = nullptr;
  if (ldap_get_entry_controls(handle, message, &raw) != LDAP_SUCCESS) return std::nullopt;
  const ReplyControls controls(raw);
  LDAPControl* control = ldap_control_find(LDAP_CONTROL_SYNC_STATE, controls.get(), nullptr);
  if (control == nullptr) return std::nullopt;
  const OwnBer ber(ber_init(&control->ldctl_value));
  ber_int_t state = 0;
  berval id{};
  if (ber == nullptr || ber_scanf(ber.get(), "{em", &state, &id) == LBER_ERROR) return std::nullopt;
  SyncState told{state, uuid_to_text(view(id)), ""};
  told.cookie = take_cookie(ber.get());
  return told;
}

std::optional<SyncInfo> sync_info_of(LDAP* handle, LDAPMessage* message) {
  char* name = nullptr;
  berval* value = nullptr;
  if (ldap_parse_intermediate(handle, message, &name, &value, nullptr, 0) != LDAP_SUCCESS)
    return std::nullopt;
  const LdapText owned_name(name);
  const std::unique_ptr<berval, decltype(&ber_bvfree)> owned_value(value, ber_bvfree);
  if (name == nullptr || value == nullptr || std::string_view(name) != LDAP_SYNC_INFO) return std::nullopt;
  const OwnBer ber(ber_init(value));
  if (ber == nullptr) return std::nullopt;
  return read_info(ber.get());
}

}  // namespace bridge::ldap
