#pragma once

#include "app/operator_command.h"

namespace bridge::app {

// `adopt --exact GROUP`: from now on the group's entry lists whom the client says and nobody else. GROUP is
// an id or a displayName. Fails with not_found.
Result<scim::Json> adopt_exactly(const OperatorCommand& command, const OperatorContext& context);

// Adds to the flags the groups that list nobody, so that their entries hold a placeholder or are not there.
Status add_empty_groups(scim::Json& flags, const OperatorContext& context);

// Whether a flag asks somebody to do something; an empty group alone does not.
bool asks_for_attention(const scim::Json& flags);

}  // namespace bridge::app
