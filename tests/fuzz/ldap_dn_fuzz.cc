// Any text is a name or is refused; a name keeps its meaning when it is printed, taken apart and put
// together.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "ldap/dn.h"

namespace {

using bridge::ldap::Dn;

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto parsed = Dn::parse({reinterpret_cast<const char*>(data), size});
  if (!parsed || parsed->empty()) return 0;
  const Dn& dn = *parsed;

  const auto again = Dn::parse(dn.text());
  must(again && *again == dn && again->text() == dn.text());
  const auto normal = Dn::parse(dn.normal());
  must(normal && *normal == dn);

  const Dn parent = dn.parent();
  must(dn.is_below(parent) && !parent.is_below(dn) && !dn.is_below(dn));
  const auto rebuilt = Dn::child(dn.rdn(), parent);
  must(!rebuilt || *rebuilt == dn);  // A name that was read may have empty values; one that is made may not.
  return 0;
}
