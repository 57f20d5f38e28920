#pragma once

#include "base/document.h"
#include "mapping/reserved_names.h"
#include "mapping/rule.h"
#include "mapping/self_test.h"

namespace bridge::mapping {

// A mapping file in the form that translation works on.
struct Rulebook {
  ResourceRules users, groups;
  MemberRules members;
  std::vector<NumberPool> pools;
  ReservedNames reserved;
  std::vector<SelfTest> tests;

  const ResourceRules& of(scim::ResourceType type) const {
    return type == scim::ResourceType::user ? users : groups;
  }
};

// Fails with every fault in the file; see Mapping::load.
Result<Rulebook> load_rulebook(const Node& document);

}  // namespace bridge::mapping
