#pragma once

#include "app/operator_command.h"

namespace bridge::app {

// Which part of the audit trail `audit` shows; what is empty does not matter.
struct AuditOptions {
  std::string who;  // Id, userName, externalId or displayName; of somebody who is gone, a text in the LDIF.
  std::string request;  // Request id.
  std::string since;    // "2h", "30d", or a date or time as SCIM writes it.
  int limit = 50;
};
OperatorCommand to_command(const AuditOptions& options);

// {"changes": [{"at", "id", "name", "client", "request", "ldif"}, …], "note"}, the newest change first. Fails
// with invalid_input when `since` is no time.
Result<scim::Json> tell_audit(const OperatorCommand& command, const OperatorContext& context);

void print_audit(const scim::Json& answer);

}  // namespace bridge::app
