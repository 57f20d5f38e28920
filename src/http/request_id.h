#pragma once

#include <string>

#include "base/random.h"
#include "http/message.h"

namespace bridge::http {

// The name under which a request appears in the log, in the audit trail and in the answer's X-Request-Id:
// what the client calls it in X-Request-Id or client-request-id (as Entra ID does), if that is one plain word
// of at most 128 characters, else a new UUID. Any thread.
std::string request_id_of(const Request& request, Random& random);

}  // namespace bridge::http
