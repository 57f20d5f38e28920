#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "base/secret.h"
#include "ldap/entry.h"
#include "mapping/source_path.h"
#include "mapping/trace.h"

namespace bridge::mapping {

struct OwnId {};     // ${id}
struct Password {};  // ${password}
struct Written {     // ${ldap.uid}: what an earlier rule made
  ldap::AttributeName attribute;
};

// Everything a rule can read.
using Source = std::variant<SourcePath, OwnId, Password, Written>;

// Fails with invalid_input; see parse_source_path.
Result<Source> parse_source(scim::ResourceType type, std::string_view text);

std::string to_text(const Source& source);

// What rules look at while one resource is translated. Borrows everything.
struct Facts {
  scim::ResourceType type;
  const std::string& id;
  const scim::Json& body;
  const Secret* password;  // Or null.
  const ldap::Attributes& written;
  Trace* trace = nullptr;  // Where steps are noted, or null.
};

Selection read(const Source& source, const Facts& facts);

}  // namespace bridge::mapping
