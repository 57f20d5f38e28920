#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/live_comparison.h"
#include "app/operator_command.h"
#include "ldap/pool.h"

namespace bridge::app {

// A person or group as pushed, as it should stand in the directory, and as it does.
struct PersonView {
  std::string id;
  std::string type;                                             // "user", "group"
  std::vector<std::pair<std::string, std::string>> attributes;  // As pushed: name and JSON.
  std::optional<LiveComparison> live;
  std::string problem;  // Why there is no comparison.
  std::vector<store::Flag> flags;
};

// By id, userName, externalId or a group's displayName. Changes nothing. Fails with not_found.
Result<PersonView> view_person(store::Store& store, ldap::Pool& directory, const mapping::Mapping& mapping,
                               const Clock& clock, const std::string& name);

}  // namespace bridge::app
