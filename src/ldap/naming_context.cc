#include "ldap/naming_context.h"

namespace bridge::ldap {

Outcome<Dn> naming_context(Session& session, const Dn& dn, const Dn& otherwise) {
  auto root = session.read(Dn(), {"namingContexts"});
  if (!root) return root.error();
  if (*root) {
    for (const std::string& text : (*root)->attributes["namingContexts"]) {
      auto context = Dn::parse(text);
      if (context && (dn == *context || dn.is_below(*context))) return *context;
    }
  }
  return otherwise;
}

}  // namespace bridge::ldap
