#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/section.h"
#include "ldap/entry.h"
#include "mapping/mapping.h"

namespace bridge::mapping {

// One of the [[tests]] of a mapping file: what is pushed and what must become of it.
struct SelfTest {
  struct Expected {
    std::string attribute;
    Place place;
    ldap::Values values;  // Empty: the attribute must be absent.
  };

  Place place;
  scim::ResourceType type = scim::ResourceType::user;
  std::string id;
  std::shared_ptr<const scim::Json> pushed;
  std::map<std::string, ldap::Dn> entries;  // What references resolve to.
  Chosen chosen;                            // Numbers and logins.
  std::optional<ldap::Dn> dn;
  Place dn_place;
  std::vector<Expected> attributes;
  std::optional<std::string> refused;  // The push must be refused, with these words in the reason.
};

// user or group, entries, chosen, and expect or refused; what is wrong goes to the section's faults.
SelfTest load_self_test(Section section);

// What differed, each as "file:line:column: …"; nothing when all is as expected.
std::vector<std::string> run(const SelfTest& test, const Mapping& mapping);

}  // namespace bridge::mapping
