#include "support/posix_schema.h"

#include <algorithm>
#include <sstream>

#include "support/places.h"

namespace bridge::testing {
namespace {

// The definitions of an LDIF for cn=config, as slapd.conf(5) writes them: folded lines fold there, too.
std::string as_slapd_conf(const std::string& ldif) {
  std::istringstream lines(ldif);
  std::string config;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    const bool attribute = line.starts_with("olcAttributeTypes: "), folded = line.starts_with(' ');
    const bool object_class = line.starts_with("olcObjectClasses: ");
    inside = attribute || object_class || (inside && folded);
    if (!inside) continue;
    if (!folded) line = (attribute ? "attributetype " : "objectclass ") + line.substr(line.find('('));
    config += line + "\n";
  }
  return config;
}

}  // namespace

void use_rfc2307bis(SlapdOptions& options) {
  std::erase(options.schemas, "nis");
  options.global_config += as_slapd_conf(read_file(shipped("packaging/schema/rfc2307bis.ldif")));
}

}  // namespace bridge::testing
