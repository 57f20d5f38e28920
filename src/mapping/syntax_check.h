#pragma once

#include <optional>
#include <string>

#include "mapping/finding.h"
#include "mapping/outlook.h"

namespace bridge::mapping {

// Whether values of that content fit an LDAP syntax (RFC 4517 section 3.3, by OID).
struct Misfit {
  Finding::Severity severity;  // Error: none ever fits. Warning: some do not.
  std::string message;         // "holds TRUE or FALSE only; add the transform 'boolean'"
};
std::optional<Misfit> misfit(const std::string& syntax, Content content);

// The same for one value that stands in the file.
std::optional<Misfit> misfit(const std::string& syntax, const std::string& value);

}  // namespace bridge::mapping
