#pragma once

#include <ldap.h>

#include <memory>
#include <string_view>

namespace bridge::ldap {

// libldap's things with the call that frees each. Only for files of this room.
struct Unbind {
  void operator()(LDAP* handle) const noexcept { ldap_unbind_ext(handle, nullptr, nullptr); }
};
struct FreeMessage {
  void operator()(LDAPMessage* message) const noexcept { ldap_msgfree(message); }
};
struct FreeMemory {
  void operator()(void* memory) const noexcept { ldap_memfree(memory); }
};
struct FreeControls {
  void operator()(LDAPControl** controls) const noexcept { ldap_controls_free(controls); }
};
struct FreeBer {
  void operator()(BerElement* ber) const noexcept { ber_free(ber, 0); }
};
struct FreeOwnBer {
  void operator()(BerElement* ber) const noexcept { ber_free(ber, 1); }
};

using LdapHandle = std::unique_ptr<LDAP, Unbind>;
using Message = std::unique_ptr<LDAPMessage, FreeMessage>;
using LdapText = std::unique_ptr<char, FreeMemory>;
using ReplyControls = std::unique_ptr<LDAPControl*, FreeControls>;
using BorrowedBer = std::unique_ptr<BerElement, FreeBer>;  // Its bytes belong to a message.
using OwnBer = std::unique_ptr<BerElement, FreeOwnBer>;

// libldap reads what a berval points to and never writes it, though its type does not say so.
inline berval borrow(std::string_view bytes) {
  return {static_cast<ber_len_t>(bytes.size()), const_cast<char*>(bytes.data())};
}
inline std::string_view view(const berval& bytes) {
  return bytes.bv_val == nullptr ? std::string_view{} : std::string_view{bytes.bv_val, bytes.bv_len};
}

}  // namespace bridge::ldap
