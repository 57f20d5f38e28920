#include "ldap/ldif.h"

// clang-format off: ldif.h needs the types of lber.h.
#include <lber.h>
#include <ldif.h>
// clang-format on

#include <new>

#include "ldap/handles.h"

namespace bridge::ldap {
namespace {

std::string line(const std::string& name, std::string_view value) {
  const LdapText text(
      ldif_put_wrap(LDIF_PUT_VALUE, name.c_str(), value.data(), value.size(), LDIF_LINE_WIDTH_MAX));
  if (text == nullptr) throw std::bad_alloc();
  return text.get();
}

std::string head(const Dn& dn, std::string_view change) {
  return line("dn", dn.text()) + line("changetype", change);
}

std::string lines(const AttributeName& name, const Values& values) {
  std::string text;
  for (const std::string& value : values) text += line(name.text(), value);
  return text;
}

std::string_view word(Modification::Kind kind) {
  switch (kind) {
    case Modification::Kind::add:
      return "add";
    case Modification::Kind::remove:
      return "delete";
    case Modification::Kind::replace:
      break;
  }
  return "replace";
}

}  // namespace

std::string to_ldif(const Entry& entry) {
  std::string text = head(entry.dn, "add");
  for (const auto& [name, values] : entry.attributes) text += lines(name, values);
  return text + "\n";
}

std::string to_ldif(const Dn& dn, const Modifications& changes) {
  std::string text = head(dn, "modify");
  for (const Modification& change : changes) {
    text += line(std::string(word(change.kind)), change.attribute.text());
    text += lines(change.attribute, change.values) + "-\n";
  }
  return text + "\n";
}

std::string rename_to_ldif(const Dn& dn, const Rdn& rdn, const Dn& new_parent) {
  std::string text = head(dn, "modrdn") + line("newrdn", to_text(rdn)) + line("deleteoldrdn", "1");
  if (!new_parent.empty()) text += line("newsuperior", new_parent.text());
  return text + "\n";
}

std::string remove_to_ldif(const Dn& dn) { return head(dn, "delete") + "\n"; }

}  // namespace bridge::ldap
