#pragma once

#include "app/operator_command.h"

namespace bridge::app {

// `token create|list|revoke` for bearer tokens and `client create|list|revoke` for OAuth 2.0 clients and
// their secrets: two kinds of one thing.

bool is_credential_command(const OperatorCommand& command);

// not_found for another verb.
Result<scim::Json> execute_credential_command(const OperatorCommand& command, const OperatorContext& context);

void print_credentials(const OperatorCommand& command, const scim::Json& answer);

}  // namespace bridge::app
