#pragma once

#include <functional>
#include <span>
#include <string>

#include "ldap/entry.h"
#include "ldap/failure.h"

namespace bridge::ldap {

// Permissive modify kept true on every server. Some do not know the control, and OpenLDAP still refuses to
// delete a value that is not there; then each single value is compared, what is done already is left out, and
// the rest is sent again, still as one request.
struct ModifyCalls {
  std::function<Outcome<Done>(std::span<const Modification>)> send;
  std::function<Outcome<bool>(const AttributeName&, const std::string&)> holds;
};
Outcome<Done> modify_permissively(std::span<const Modification> changes, const ModifyCalls& calls);

}  // namespace bridge::ldap
