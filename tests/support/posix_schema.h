#pragma once

#include "support/slapd_process.h"

namespace bridge::testing {

// Puts the schema that we ship (packaging/schema/rfc2307bis.ldif) in the place of nis.schema.
void use_rfc2307bis(SlapdOptions& options);

}  // namespace bridge::testing
